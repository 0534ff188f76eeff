// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/routes.hpp"

#include <arpa/inet.h>

#include <array>
#include <bit>
#include <charconv>

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_routes = 1024;
constexpr std::uint32_t flag_up = 0x1;        // RTF_UP of linux/route.h
constexpr std::uint32_t flag_reject = 0x200;  // RTF_REJECT

std::optional<std::uint32_t> from_hex(std::string_view text) {
    std::uint32_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number, 16);
    if (text.empty() || failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::string dotted(std::uint32_t address) {
    std::array<char, INET_ADDRSTRLEN> text{};
    return ::inet_ntop(AF_INET, &address, text.data(), text.size()) ? text.data() : "";
}

/// "fe80...01", 32 digits, as people write it.
std::string colons(std::string_view digits) {
    std::string text;
    for (std::size_t i = 0; i + 4 <= digits.size(); i += 4)
        text += (text.empty() ? "" : ":") + std::string(digits.substr(i, 4));
    in6_addr address{};
    std::array<char, INET6_ADDRSTRLEN> plain{};
    if (::inet_pton(AF_INET6, text.c_str(), &address) != 1) return {};
    return ::inet_ntop(AF_INET6, &address, plain.data(), plain.size()) ? plain.data() : "";
}

}  // namespace

std::vector<Route> parse_routes(std::string_view route) {
    std::vector<Route> routes;
    for (const auto line : lines_of(route)) {
        const auto words = words_of(line);
        if (words.size() < 8 || routes.size() >= most_routes) continue;
        const auto network = from_hex(words[1]);
        const auto gateway = from_hex(words[2]);
        const auto flags = from_hex(words[3]);
        const auto mask = from_hex(words[7]);
        if (!network || !gateway || !flags || !mask || (*flags & flag_up) == 0) continue;
        if ((*flags & flag_reject) != 0) continue;
        routes.push_back({.device = printable(words[0]),
                          .network = dotted(*network),
                          .gateway = *gateway == 0 ? "" : dotted(*gateway),
                          .prefix = std::popcount(*mask),
                          .metric = natural(words[6]).value_or(0)});
    }
    return routes;
}

std::vector<Route> parse_default_routes_ipv6(std::string_view ipv6_route) {
    std::vector<Route> routes;
    for (const auto line : lines_of(ipv6_route)) {
        // Network, prefix, source, its prefix, gateway, metric, uses, references, flags, device.
        const auto words = words_of(line);
        if (words.size() < 10 || words[1] != "00" || words[9] == "lo") continue;
        const auto flags = from_hex(words[8]);
        const auto metric = from_hex(words[5]);
        if (!flags || (*flags & flag_up) == 0 || (*flags & flag_reject) != 0) continue;
        const auto gateway = words[4].size() == 32 ? colons(words[4]) : std::string{};
        if (routes.size() < most_routes)
            routes.push_back({.device = printable(words[9]),
                              .network = "::",
                              .gateway = gateway == "::" ? "" : gateway,
                              .metric = metric.value_or(0)});
    }
    return routes;
}

std::optional<bool> answers_arp(std::string_view arp, std::string_view address) {
    for (const auto line : lines_of(arp)) {
        const auto words = words_of(line);
        if (words.size() >= 4 && words[0] == address) return words[2] != "0x0";
    }
    return std::nullopt;
}

json::value to_json(const Route& route) {
    return {{"device", route.device},
            {"network", route.network},
            {"gateway", route.gateway},
            {"prefix", route.prefix},
            {"metric", route.metric}};
}

Route route_from(const json::value& document) {
    Route route{.device = json::text_at(document, "device").value_or(""),
                .network = json::text_at(document, "network").value_or(""),
                .gateway = json::text_at(document, "gateway").value_or("")};
    const auto prefix = json::integer_at(document, "prefix").value_or(-1);
    route.prefix = prefix >= 0 && prefix <= 128 ? static_cast<int>(prefix) : 128;
    route.metric = json::natural_at(document, "metric");
    return route;
}

}  // namespace diag::network
