// SPDX-License-Identifier: Apache-2.0
// How this machine finds names: resolv.conf(5) and hosts(5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::network {

struct Resolver {
    std::vector<std::string> servers;  ///< in order; glibc asks the first three (MAXNS)
    std::vector<std::string> search;
};

/// At most 16 servers and 32 domains; of `search` and `domain` the last one counts.
Resolver parse_resolv_conf(std::string_view text);

/// What a program's question for `host` asks the servers first: a name without a dot gets the first
/// domain searched (resolv.conf(5), ndots). Nothing where such a name has no domain: servers are
/// not asked then, or know nothing of it.
std::optional<std::string> qualified(const std::string& host, const Resolver& resolver);

struct HostLine {
    std::string address;
    std::vector<std::string> names;  ///< in lower case
};

/// At most 4096 lines with an address and a name.
std::vector<HostLine> parse_hosts(std::string_view text);

/// The addresses that the lines give a name, without duplicates.
std::vector<std::string> addresses_in(const std::vector<HostLine>& lines, std::string_view name);

}  // namespace diag::network
