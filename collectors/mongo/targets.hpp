// SPDX-License-Identifier: Apache-2.0
// Which mongods to ask: those that run here, those that the configuration names, and those that
// they announce.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/mongo/mongod_settings.hpp"
#include "platform/names.hpp"

namespace diag::mongo {

struct Target {
    std::string host;  ///< without brackets
    std::uint16_t port = 27017;
    std::string source;  ///< "process", "configuration" or "announced"
    bool tls = false;
    std::string name;  ///< what its set calls it; empty until it said so

    std::string address() const;  ///< "host:port", brackets around IPv6
};

/// A mongod process and how it was told to run; the command line goes before the file.
struct Daemon {
    const SiteProcess* process = nullptr;
    Settings settings;
};

/// "db1:27017", "[::1]:27017", "db1" (port 27017); nothing where it cannot be one.
std::optional<Target> target_from(std::string_view text, std::string_view source);

/// Where to reach a process of this machine: at what it listens on, loopback first.
Target target_of(const Daemon& daemon);

/// Whether the account may be shown to it on its own: the configuration names its host, or one of
/// `ours`, daemons of users to believe, listens there. What a node's `hello` names may be
/// anybody's, and so may a process that calls itself mongod and says where to find it.
bool is_vouched_for(const Target& target, const Scope& scope, const std::vector<Daemon>& ours);

/// The hosts, passives and arbiters that an answer to hello announces.
std::vector<std::string> announced_in(std::string_view hello);

/// What kind of name a member goes by: "loopback", "ip" or "name". Told beside the name, because
/// redaction changes addresses.
std::string_view kind_of_host(std::string_view host);

}  // namespace diag::mongo
