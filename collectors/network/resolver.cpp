// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/resolver.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_servers = 16;
constexpr std::size_t most_domains = 32;
constexpr std::size_t most_lines = 4096;
constexpr std::size_t most_names = 64;

}  // namespace

Resolver parse_resolv_conf(std::string_view text) {
    Resolver resolver;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() < 2 || line.starts_with('#') || line.starts_with(';')) continue;
        if (words[0] == "nameserver" && resolver.servers.size() < most_servers) {
            auto server = printable(words[1]);
            if (std::ranges::find(resolver.servers, server) == resolver.servers.end())
                resolver.servers.push_back(std::move(server));
        }
        if (words[0] != "search" && words[0] != "domain") continue;
        resolver.search.clear();
        for (std::size_t i = 1; i < words.size() && i <= most_domains; ++i)
            resolver.search.push_back(printable(words[i]));
    }
    return resolver;
}

std::optional<std::string> qualified(const std::string& host, const Resolver& resolver) {
    if (host.find('.') != host.npos) return host;
    // "search ." is how systemd-resolved says that there is none.
    if (resolver.search.empty() || resolver.search.front().starts_with('.')) return std::nullopt;
    return host + "." + resolver.search.front();
}

std::vector<HostLine> parse_hosts(std::string_view text) {
    std::vector<HostLine> lines;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line.substr(0, line.find('#')));
        if (words.size() < 2 || lines.size() >= most_lines) continue;
        HostLine host{.address = printable(words[0])};
        for (std::size_t i = 1; i < words.size() && i <= most_names; ++i)
            host.names.push_back(lowered(printable(words[i])));
        lines.push_back(std::move(host));
    }
    return lines;
}

std::vector<std::string> addresses_in(const std::vector<HostLine>& lines, std::string_view name) {
    std::vector<std::string> addresses;
    const auto wanted = lowered(name);
    for (const auto& line : lines)
        if (std::ranges::find(line.names, wanted) != line.names.end() &&
            std::ranges::find(addresses, line.address) == addresses.end())
            addresses.push_back(line.address);
    return addresses;
}

}  // namespace diag::network
