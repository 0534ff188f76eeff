// SPDX-License-Identifier: Apache-2.0
#include "platform/host_port.hpp"

#include <algorithm>

#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag {

bool is_host_name(std::string_view text) {
    constexpr std::size_t longest = 253;  // RFC 1035 2.3.4
    const auto fits = [](char c) {
        const char small = lower(c);
        return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    };
    return !text.empty() && text.size() <= longest && text.front() != '-' && text.front() != '.' &&
           std::ranges::all_of(text, fits);
}

std::optional<HostPort> host_port_from(std::string_view text) {
    HostPort place;
    auto host = text;
    const auto colon = text.rfind(':');
    const bool has_port = colon != text.npos && !text.ends_with(']') &&
                          (text.find(':') == colon || text.starts_with('['));
    if (has_port) {
        const auto port = natural(text.substr(colon + 1));
        if (!port || *port == 0 || *port > 65'535) return std::nullopt;
        place.port = static_cast<std::uint16_t>(*port);
        host = text.substr(0, colon);
    }
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    const bool ipv6 = host.find(':') != host.npos && !host.starts_with('[');
    if (bracketed != ipv6 || !(ipv6 ? is_address(host) : is_host_name(host))) return std::nullopt;
    place.host = std::string(host);
    return place;
}

std::optional<HostPort> host_and_port_from(std::string_view text) {
    auto place = host_port_from(text);
    return place && place->port != 0 ? place : std::nullopt;
}

}  // namespace diag
