// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/live.hpp"

#include <algorithm>
#include <iterator>

#include "collectors/mongo/daemons.hpp"
#include "collectors/owners.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr milliseconds patience{2'000};
constexpr std::size_t passwd_limit = 4 << 20;
constexpr std::string_view default_data = "/data/db";  // of a mongod that is told nothing

/// Absolute. Fails with absent where it is relative to a directory that is not known.
Result<std::string> placed(const std::string& path, const SiteProcess& process) {
    if (!path.starts_with('/') && process.directory.empty())
        return Error{Fault::absent, path + " is relative to a directory that cannot be read"};
    return mongo::absolute(path, process);
}

Result<std::string> directory_of(World& world, const mongo::FoundDaemon& found) {
    const auto& [process, settings] = found.daemon;
    if (const auto file = settings.find("config"); file != settings.end())
        if (const auto path = placed(file->second, *process); !path) return path.error();
    if (!found.unread.empty())
        return Error{Fault::absent, "its configuration cannot be read: " + found.unread};
    const auto told = settings.find("storage.dbPath");
    const auto path =
        placed(told == settings.end() ? std::string(default_data) : told->second, *process);
    if (!path) return path.error();
    const auto real = world.paths.resolve(*path, patience);
    if (!real) return real.error();
    if (real->dangling) return Error{Fault::absent, *path + " is a link to nothing"};
    return real->path;
}

}  // namespace

Result<std::vector<std::string>> live_directories(World& world) {
    std::vector<std::string> all;
    for (const auto& found : mongo::daemons_of(world)) {
        auto directory = directory_of(world, found);
        if (!directory)
            return Error{directory.error().fault,
                         "where the live database (process " +
                             std::to_string(found.daemon.process->pid) +
                             ") keeps its data is not known: " + one_line(directory.error().what)};
        all.push_back(std::move(*directory));
    }
    return all;
}

std::optional<SystemUser> live_account(World& world) {
    const auto passwd = world.files.read("/etc/passwd", passwd_limit);
    if (!passwd) return {};
    const auto& scope = world.scope;
    // The database's folder is the vendor's (article K5), not what a process says of itself.
    const auto folder = scope.data_root + "/mongo/data";
    const auto believed = root_and_owners_of(world, {scope.program_root, scope.data_root, folder});
    std::vector<std::string> names;
    for (const auto& found : mongo::daemons_of(world))
        if (std::ranges::find(believed, found.daemon.process->user) != believed.end())
            names.push_back(found.daemon.process->user);
    std::ranges::copy(root_and_owners_of(world, {folder}), std::back_inserter(names));
    for (const auto& name : names)
        if (auto user = user_among(*passwd, name); user && user->uid != 0) return user;
    return {};
}

}  // namespace diag::rehearsal
