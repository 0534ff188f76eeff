// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/counters.hpp"

#include <algorithm>

#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_devices = 256;
constexpr std::size_t columns = 16;

/// The number below `name` in two lines "Tcp: A B" and "Tcp: 1 2".
std::uint64_t number_below(std::string_view text, std::string_view group, std::string_view name) {
    std::vector<std::string_view> names;
    for (const auto line : lines_of(text)) {
        if (!line.starts_with(group)) continue;
        const auto words = words_of(line.substr(group.size()));
        if (names.empty()) {
            names = words;
            continue;
        }
        for (std::size_t i = 0; i < std::min(names.size(), words.size()); ++i)
            if (names[i] == name) return natural(words[i]).value_or(0);
        names.clear();
    }
    return 0;
}

json::value to_json(const DeviceCounters& counters) {
    return json::array{counters.received,    counters.sent,          counters.receive_errors,
                       counters.send_errors, counters.receive_drops, counters.send_drops};
}

std::uint64_t number_in(const json::value& list, std::size_t place) {
    const auto* numbers = list.if_array();
    if (!numbers || place >= numbers->size()) return 0;
    const auto& number = (*numbers)[place];
    if (number.is_uint64()) return number.get_uint64();
    return number.is_int64() && number.get_int64() > 0
               ? static_cast<std::uint64_t>(number.get_int64())
               : 0;
}

}  // namespace

std::map<std::string, DeviceCounters> parse_net_dev(std::string_view text) {
    std::map<std::string, DeviceCounters> devices;
    for (const auto line : lines_of(text)) {
        const auto colon = line.rfind(':');
        if (colon == std::string_view::npos || line.find('|') != std::string_view::npos) continue;
        const auto name = printable(trimmed(line.substr(0, colon)));
        const auto words = words_of(line.substr(colon + 1));
        if (words.size() < columns || name == "lo" || name.empty()) continue;
        if (devices.size() >= most_devices) break;
        const auto at = [&](std::size_t place) { return natural(words[place]).value_or(0); };
        devices[name] = {.received = at(1),
                         .sent = at(9),
                         .receive_errors = at(2),
                         .send_errors = at(10),
                         .receive_drops = at(3),
                         .send_drops = at(11)};
    }
    return devices;
}

TcpCounters parse_tcp_counters(std::string_view snmp, std::string_view netstat) {
    return {.sent = number_below(snmp, "Tcp:", "OutSegs"),
            .sent_again = number_below(snmp, "Tcp:", "RetransSegs"),
            .overflows = number_below(netstat, "TcpExt:", "ListenOverflows")};
}

json::value to_json(const Reading& reading) {
    json::object devices;
    for (const auto& [name, counters] : reading.devices) devices[name] = to_json(counters);
    return {{"time", reading.time},
            {"boot", reading.boot},
            {"devices", std::move(devices)},
            {"tcp", json::array{reading.tcp.sent, reading.tcp.sent_again, reading.tcp.overflows}}};
}

Reading reading_from(const json::value& document) {
    Reading reading{.time = time_from(document, "time").time_since_epoch().count(),
                    .boot = json::text_at(document, "boot").value_or("")};
    if (const auto* devices = json::find(document, "devices"); devices && devices->is_object())
        for (const auto& [name, list] : devices->get_object())
            reading.devices[std::string(name)] = {.received = number_in(list, 0),
                                                  .sent = number_in(list, 1),
                                                  .receive_errors = number_in(list, 2),
                                                  .send_errors = number_in(list, 3),
                                                  .receive_drops = number_in(list, 4),
                                                  .send_drops = number_in(list, 5)};
    if (const auto* tcp = json::find(document, "tcp"))
        reading.tcp = {number_in(*tcp, 0), number_in(*tcp, 1), number_in(*tcp, 2)};
    return reading;
}

}  // namespace diag::network
