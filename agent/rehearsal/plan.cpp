// SPDX-License-Identifier: Apache-2.0
#include "agent/rehearsal/plan.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::rehearsal {
namespace {

constexpr std::uint64_t percent = 100;

/// It only names a socket of the scratch database: nothing listens at it, and nobody would look for
/// a database there.
constexpr std::string_view port = "1";

bool is_restored(const backup::Namespace& name, const backup::Collection& collection) {
    return collection.has_documents && !is_servers_own(name) && !is_time_series(name);
}

/// Whether `inner` is `outer` or lies below it. Of absolute paths without links.
bool is_within(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    const auto below = inner.lexically_normal().lexically_relative(outer.lexically_normal());
    return !below.empty() && *below.begin() != "..";
}

}  // namespace

std::string mongod_of(const Site& site) {
    for (const auto* process : processes_of(site, "mongod"))
        if (!process->program.empty()) return process->program;
    return {};
}

std::string data_in(const std::string& directory) { return directory + "/data"; }
std::string socket_in(const std::string& directory) { return directory + "/own.sock"; }
std::string default_socket_in(const std::string& directory) {
    return directory + "/mongodb-" + std::string(port) + ".sock";
}
std::string log_in(const std::string& directory) { return directory + "/log"; }

Result<> takes_sockets(const std::string& directory) {
    const auto longest = std::max(socket_in(directory).size(), default_socket_in(directory).size());
    if (longest <= longest_socket) return {};
    return Error{Fault::unsupported, directory +
                                         " is too long a path for a socket: set backup.scratch to "
                                         "a shorter one"};
}

std::vector<std::string> arguments(const std::string& mongod, const std::string& directory) {
    return {mongod, "--dbpath", data_in(directory), "--port", std::string(port), "--bind_ip",
            socket_in(directory), "--unixSocketPrefix", directory, "--wiredTigerCacheSizeGB",
            "0.25", "--logpath", log_in(directory), "--quiet", "--noscripting",
            // Documents that are past their time would be removed before they are counted.
            "--setParameter", "ttlMonitorEnabled=false",
            // Its own measurements would take 200 MB of the disk.
            "--setParameter", "diagnosticDataCollectionEnabled=false", "--setParameter",
            "maxIndexBuildMemoryUsageMegabytes=100"};
}

std::uint64_t bytes_to_restore(const backup::Contents& contents) {
    std::uint64_t bytes = 0;
    for (const auto& [name, collection] : contents.collections)
        if (is_restored(name, collection)) bytes += collection.bytes;
    return bytes;
}

std::uint64_t room_needed(const backup::Contents& contents, const Bounds& bounds) {
    const auto documents = static_cast<double>(bytes_to_restore(contents));
    return static_cast<std::uint64_t>(documents * bounds.room) + bounds.room_beside;
}

std::uint64_t kept_free(const Space& space, const Bounds& bounds) {
    return space.bytes_total / percent * bounds.min_free_percent;
}

Result<> has_room(const backup::Contents& contents, const Space& space, const Bounds& bounds) {
    const auto needed = room_needed(contents, bounds);
    const auto kept = kept_free(space, bounds);
    if (!space.read_only && space.bytes_available >= needed &&
        space.bytes_available - needed >= kept)
        return {};
    if (space.read_only) return Error{Fault::full, "its file system is read-only"};
    return Error{Fault::full, "it needs " + bytes_text(needed) + " and " +
                                  std::to_string(bounds.min_free_percent) + " % (" +
                                  bytes_text(kept) + ") must stay free, but only " +
                                  bytes_text(space.bytes_available) + " are free there"};
}

Result<> is_apart(const std::filesystem::path& data, const std::vector<std::string>& live) {
    for (const auto& each : live)
        if (is_within(data, each) || is_within(each, data))
            return Error{Fault::refused,
                         data.native() + " and the live database's " + each + " are not apart"};
    return {};
}

Result<> is_restorable(const backup::Contents& contents) {
    if (!contents.complete || !contents.structurally_sound())
        return Error{Fault::unsupported, "its structure is not whole (see L3)"};
    const bool any = std::ranges::any_of(contents.collections, [](const auto& each) {
        return is_restored(each.first, each.second);
    });
    if (!any) return Error{Fault::unsupported, "it holds no documents of a database"};
    return {};
}

bool is_servers_own(const backup::Namespace& name) {
    const auto& [database, collection] = name;
    if (database == "local" || database == "config") return true;
    if (!collection.starts_with("system.") || is_time_series(name)) return false;
    constexpr std::array<std::string_view, 3> customers{"system.js", "system.users",
                                                        "system.roles"};
    return std::ranges::find(customers, std::string_view(collection)) == customers.end();
}

bool is_time_series(const backup::Namespace& name) {
    return name.second.starts_with("system.buckets.");
}

backup::Namespace in_scratch(const backup::Namespace& name) {
    auto [database, collection] = name;
    if (database.empty()) database = "rehearsal";
    if (collection.empty()) collection = "documents";
    // No server makes such names: they are of files that mongodump did not write.
    constexpr std::string_view forbidden = "/\\. \"$*<>:|?";
    for (auto& letter : database)
        if (forbidden.find(letter) != forbidden.npos) letter = '_';
    std::ranges::replace(collection, '$', '_');
    return {database, collection};
}

std::uint64_t sampling_step(std::uint64_t documents, std::uint64_t collections,
                            const Bounds& bounds) {
    const auto share = bounds.most_samples / std::max<std::uint64_t>(collections, 1);
    const auto wanted =
        std::clamp<std::uint64_t>(share, 1, std::max<std::uint64_t>(bounds.samples, 1));
    return std::max<std::uint64_t>((documents + wanted - 1) / wanted, 1);
}

}  // namespace diag::rehearsal
