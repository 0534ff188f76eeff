// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/live.hpp"

#include "collectors/mongo/daemons.hpp"
#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr milliseconds patience{2'000};
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

}  // namespace diag::rehearsal
