// SPDX-License-Identifier: Apache-2.0
// The mongods of this site: those that run here, how they were told to run, and which of them may
// be shown the site's account.
#pragma once

#include <string>
#include <vector>

#include "collectors/mongo/targets.hpp"

namespace diag::mongo {

struct FoundDaemon {
    Daemon daemon;
    std::string unread;  ///< why its configuration file was not read; empty: it was, or has none
};

/// A relative path of a process lies below its working directory.
std::string absolute(const std::string& path, const SiteProcess& process);

/// The site's mongod processes on this machine, which Scope::site must outlive.
std::vector<FoundDaemon> daemons_of(World& world);

/// Those of users to believe: root, and who owns SAFR's folders and the database's. None where
/// there is no account to show.
std::vector<Daemon> believed_among(World& world, const std::vector<Daemon>& daemons);

/// The account for databases, or nullptr.
const Account* account_of(const Scope& scope);

/// Where to begin: the daemons here, then those that the configuration names. With TLS where that
/// is configured.
std::vector<Target> seeds_of(const Scope& scope, const std::vector<Daemon>& daemons);

}  // namespace diag::mongo
