// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/links.hpp"

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_devices = 4096;
constexpr std::size_t most_links = 256;
constexpr std::size_t word_limit = 256;
constexpr std::uint64_t flag_up = 0x1;  // IFF_UP of netdevice(7)

/// The device's file, trimmed; empty where it cannot be had, as speed is of a device that is down.
std::string word(Files& files, const std::string& device, const char* name) {
    const auto text = files.read("/sys/class/net/" + device + "/" + name, word_limit);
    return text ? printable(trimmed(*text)) : std::string{};
}

std::uint64_t flags_in(std::string_view text) {
    std::uint64_t flags = 0;
    if (text.starts_with("0x")) text.remove_prefix(2);
    for (const char letter : text) {
        const auto digit = std::string_view("0123456789abcdef").find(lower(letter));
        if (digit == std::string_view::npos || flags > 0xFFFF'FFFF) return 0;
        flags = flags << 4 | digit;
    }
    return flags;
}

Link read_link(Files& files, const std::string& name) {
    const auto home = "/sys/class/net/" + name;
    Link link{.name = name,
              .state = word(files, name, "operstate"),
              .duplex = word(files, name, "duplex")};
    if (const auto master = files.link_target(home + "/master"))
        link.master = master->substr(master->rfind('/') + 1);
    const auto speed = integer(word(files, name, "speed")).value_or(0);
    link.speed = speed > 0 ? speed : 0;  // -1: not known
    link.mtu = natural(word(files, name, "mtu")).value_or(0);
    link.carrier_changes = natural(word(files, name, "carrier_changes")).value_or(0);
    link.enabled = (flags_in(word(files, name, "flags")) & flag_up) != 0;
    link.carrier = word(files, name, "carrier") == "1";
    link.hardware = files.link_target(home + "/device").has_value();
    link.bond = files.read("/proc/net/bonding/" + name, std::size_t{64} << 10).has_value();
    return link;
}

}  // namespace

std::vector<Link> read_links(Files& files) {
    std::vector<Link> links;
    const auto names = files.list("/sys/class/net", most_devices);
    if (!names) return links;
    for (const auto& name : *names)
        if (name != "lo" && name != "bonding_masters" && links.size() < most_links)
            links.push_back(read_link(files, name));
    return links;
}

json::value to_json(const Link& link) {
    return {{"device", link.name},
            {"state", link.state},
            {"duplex", link.duplex},
            {"master", link.master},
            {"speed", link.speed},
            {"mtu", link.mtu},
            {"carrier_changes", link.carrier_changes},
            {"enabled", link.enabled},
            {"carrier", link.carrier},
            {"hardware", link.hardware},
            {"bond", link.bond}};
}

Link link_from(const json::value& document) {
    Link link{.name = json::text_at(document, "device").value_or(""),
              .state = json::text_at(document, "state").value_or(""),
              .duplex = json::text_at(document, "duplex").value_or(""),
              .master = json::text_at(document, "master").value_or("")};
    link.speed = json::integer_at(document, "speed").value_or(0);
    link.mtu = json::natural_at(document, "mtu");
    link.carrier_changes = json::natural_at(document, "carrier_changes");
    link.enabled = json::flag_at(document, "enabled").value_or(false);
    link.carrier = json::flag_at(document, "carrier").value_or(false);
    link.hardware = json::flag_at(document, "hardware").value_or(false);
    link.bond = json::flag_at(document, "bond").value_or(false);
    return link;
}

}  // namespace diag::network
