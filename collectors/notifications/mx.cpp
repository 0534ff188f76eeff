// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/mx.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t longest_name = 253;
constexpr std::size_t most_hosts = 20;
constexpr std::size_t most_records = 100;
constexpr std::size_t most_servers = 3;
constexpr unsigned type_mx = 15;
constexpr unsigned class_in = 1;

unsigned byte_at(std::string_view data, std::size_t at) {
    return static_cast<unsigned char>(data[at]);
}

std::optional<unsigned> two_at(std::string_view data, std::size_t at) {
    if (at + 2 > data.size()) return std::nullopt;
    return byte_at(data, at) << 8 | byte_at(data, at + 1);
}

void put_two(std::string& data, unsigned number) {
    data += static_cast<char>(number >> 8 & 0xff);
    data += static_cast<char>(number & 0xff);
}

/// The name at `at`, which moves past it. A pointer must lead back, so that every name ends.
std::optional<std::string> name_at(std::string_view data, std::size_t& at) {
    std::string name;
    std::size_t from = at;
    std::size_t lowest = at;
    bool jumped = false;
    while (from < data.size()) {
        const auto length = byte_at(data, from);
        if (length >= 0xc0) {
            const auto pointer = two_at(data, from);
            if (!pointer) return std::nullopt;
            const std::size_t target = *pointer & 0x3fff;
            if (target >= lowest) return std::nullopt;
            if (!jumped) at = from + 2;
            jumped = true;
            from = lowest = target;
            continue;
        }
        if (length >= 0x40 || from + 1 + length > data.size()) return std::nullopt;
        if (length == 0) {
            if (!jumped) at = from + 1;
            return name;
        }
        if (!name.empty()) name += '.';
        name += data.substr(from + 1, length);
        if (name.size() > longest_name) return std::nullopt;
        from += 1 + length;
    }
    return std::nullopt;
}

/// Takes over the answers that are MX records.
Result<MxAnswer> records_from(std::string_view data, std::size_t at, unsigned count) {
    std::multimap<unsigned, std::string> hosts;
    for (unsigned i = 0; i < std::min<std::size_t>(count, most_records); ++i) {
        if (!name_at(data, at)) return Error{Fault::malformed, "a record without a name"};
        const auto type = two_at(data, at);
        const auto size = two_at(data, at + 8);
        if (!type || !size || at + 10 + *size > data.size())
            return Error{Fault::malformed, "a record that is cut off"};
        auto content = at + 10;
        at = content + *size;
        if (*type != type_mx) continue;
        const auto preference = two_at(data, content);
        content += 2;
        const auto host = preference ? name_at(data, content) : std::nullopt;
        if (!host || content > at) return Error{Fault::malformed, "an MX record without a host"};
        hosts.emplace(*preference, *host);
    }
    MxAnswer answer;
    answer.takes_no_mail = hosts.size() == 1 && hosts.begin()->second.empty();
    for (const auto& [preference, host] : hosts)
        if (answer.hosts.size() < most_hosts && !host.empty())
            answer.hosts.push_back(one_line(host));
    return answer;
}

}  // namespace

Result<std::string> mx_question(std::string_view domain, std::uint16_t id) {
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.empty() || domain.size() > longest_name)
        return Error{Fault::malformed, "not the name of a domain"};
    std::string data;
    put_two(data, id);
    put_two(data, 0x0100);  // recursion is desired
    put_two(data, 1);
    data.append(6, '\0');
    for (const auto label : parts_of(domain, '.')) {
        const bool plain =
            std::all_of(label.begin(), label.end(), [](char c) { return c > 0x20 && c < 0x7f; });
        if (label.empty() || label.size() > 63 || !plain)
            return Error{Fault::malformed, "not the name of a domain"};
        data += static_cast<char>(label.size());
        data += label;
    }
    data += '\0';
    put_two(data, type_mx);
    put_two(data, class_in);
    return data;
}

Result<MxAnswer> mx_from(std::string_view datagram, std::string_view question) {
    if (datagram.size() < header_size) return Error{Fault::malformed, "no DNS answer"};
    const Error other{Fault::absent, "the answer to another question"};
    const auto flags = *two_at(datagram, 2);
    if (!datagram.starts_with(question.substr(0, 2)) || (flags & 0x8000) == 0) return other;
    const auto code = flags & 0xf;
    // Who could not answer need not repeat the question.
    if (code == 5) return Error{Fault::refused, "the name server refuses to answer"};
    if (code != 0 && code != 3)
        return Error{Fault::io, "the name server failed (" + std::to_string(code) + ")"};
    const auto asked = question.substr(std::min(question.size(), header_size));
    if (*two_at(datagram, 4) != 1 ||
        lowered(datagram.substr(header_size, asked.size())) != lowered(asked))
        return other;
    if (code == 3) return MxAnswer{.no_such_domain = true};
    return records_from(datagram, header_size + asked.size(), *two_at(datagram, 6));
}

std::vector<std::string> name_servers_in(std::string_view resolver) {
    std::vector<std::string> servers;
    for (const auto line : lines_of(resolver)) {
        const auto words = words_of(line);
        if (words.size() >= 2 && words[0] == "nameserver" && is_address(words[1]) &&
            servers.size() < most_servers)
            servers.emplace_back(words[1]);
    }
    return servers;
}

}  // namespace diag::notifications
