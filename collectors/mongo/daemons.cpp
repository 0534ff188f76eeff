// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/daemons.hpp"

#include <algorithm>
#include <iterator>

#include "collectors/owners.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t config_limit = 64 << 10;
constexpr milliseconds file_patience{2000};

/// Nobody reaches it over the network: a rehearsed restore (agent/rehearsal), no database of
/// SAFR's.
bool listens_on_socket_alone(const Settings& settings) {
    const auto bound = settings.find("net.bindIp");
    return bound != settings.end() && bound->second.starts_with('/') &&
           bound->second.find(',') == std::string::npos;
}

}  // namespace

std::string absolute(const std::string& path, const SiteProcess& process) {
    return path.starts_with('/') ? path : process.directory + "/" + path;
}

std::vector<FoundDaemon> daemons_of(World& world) {
    std::vector<FoundDaemon> all;
    for (const auto* process : processes_of(world.scope.site, "mongod")) {
        FoundDaemon found{.daemon = {process, settings_of_command_line(process->argv)},
                          .unread = {}};
        auto& settings = found.daemon.settings;
        const auto file = settings.find("config");
        if (file != settings.end()) {
            const auto text =
                world.paths.read(absolute(file->second, *process), config_limit, file_patience);
            if (text)
                settings.merge(settings_of_file(*text));
            else
                found.unread = text.error().what;
        }
        if (!listens_on_socket_alone(settings)) all.push_back(std::move(found));
    }
    return all;
}

std::vector<Daemon> believed_among(World& world, const std::vector<Daemon>& daemons) {
    const auto& scope = world.scope;
    std::vector<Daemon> believed;
    if (daemons.empty() || !account_of(scope)) return believed;
    // The database's folder is the vendor's (article K5), not what a process says of itself.
    const auto users = root_and_owners_of(
        world, {scope.program_root, scope.data_root, scope.data_root + "/mongo/data"});
    std::ranges::copy_if(daemons, std::back_inserter(believed), [&](const Daemon& daemon) {
        return std::ranges::find(users, daemon.process->user) != users.end();
    });
    return believed;
}

const Account* account_of(const Scope& scope) {
    const auto found = scope.accounts.find("mongo");
    return found == scope.accounts.end() || found->second.user.empty() ? nullptr : &found->second;
}

std::vector<Target> seeds_of(const Scope& scope, const std::vector<Daemon>& daemons) {
    std::vector<Target> seeds;
    for (const auto& daemon : daemons) seeds.push_back(target_of(daemon));
    for (const auto& host : scope.mongo.hosts)
        if (auto target = target_from(host, "configuration")) seeds.push_back(std::move(*target));
    for (auto& seed : seeds) seed.tls = seed.tls || scope.mongo.tls;
    return seeds;
}

}  // namespace diag::mongo
