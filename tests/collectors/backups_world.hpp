// SPDX-License-Identifier: Apache-2.0
// A primary server with SAFR and a week of nightly backups on a share, the newest of them proven:
// healthy unless a test changes it.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>

#include "collectors/catalog.hpp"
#include "collectors/disk/places.hpp"
#include "tests/fakes.hpp"

// Other worlds have a server too, in the same program.
namespace diag::test::backed_up {

inline const Collector& subject = collectors::backups;
inline constexpr std::uint64_t gib = 1ull << 30;
inline const std::string share = "/mnt/nas/safr";

inline Entry backup_file(const std::string& name, std::uint64_t bytes, Time modified) {
    Entry entry;
    entry.path = name;
    entry.kind = Kind::file;
    entry.bytes = bytes;
    entry.modified = modified;
    entry.inode = std::hash<std::string>{}(name);
    return entry;
}

inline Result<Resolved> leads_to(const std::string& path, std::uint64_t device) {
    return Resolved{.path = path, .dangling = false, .device = device, .links = {}};
}

/// What is on record of a file on the share that was read whole, sound and to L4.
inline BackupProof proof_for(const Entry& entry, Time proven) {
    return {.path = share + "/" + entry.path,
            .bytes = entry.bytes,
            .modified = entry.modified,
            .inode = entry.inode,
            .proven = proven,
            .level = "L4",
            .sound = "L4",
            .contents = "full",
            .unpacked = 30 * gib,
            .documents = 1'000'000,
            .objects = 500'000,
            .object_bytes = 20 * gib,
            .took = milliseconds{100'000},
            .restored = {},
            .altered = {}};
}

/// The fake clock stands at 2026-11-23T20:00:00Z.
inline FakeWorld server() {
    // Names of backups and lines of cron tell local time.
    ::setenv("TZ", "UTC0", 1);
    ::tzset();
    FakeWorld world;
    world.scope.site.role = "primary";
    world.scope.site.processes.push_back({.pid = 1, .service = "covi"});
    world.files.directories["/etc/cron.d"] = {"safr"};
    world.files.texts["/etc/cron.d/safr"] =
        "# nightly\n0 2 * * * root /opt/RealNetworks/SAFR/bin/backup.py -q -p " + share + "\n";
    world.files.texts["/proc/self/mountinfo"] =
        "28 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 28 0:50 / /mnt/nas rw - nfs4 nas:/safr rw\n";
    world.paths.resolutions.insert_or_assign(share, leads_to(share, 50));
    for (const std::string path : {"/mongo/data", "/cv-storage"})
        world.paths.resolutions.insert_or_assign(world.scope.data_root + path,
                                                 leads_to(world.scope.data_root + path, 1));
    Walk walk;
    for (int day = 17; day <= 23; ++day)
        walk.entries.push_back(
            backup_file("SAFR-backup-202611" + std::to_string(day) + "-020000.tgz",
                        10 * gib + static_cast<std::uint64_t>(day) * 1000,
                        world.clock.time - std::chrono::hours{24 * (23 - day) + 17}));
    world.scope.proofs = {proof_for(walk.entries.back(), world.clock.time)};
    world.paths.walks.insert_or_assign(share, walk);
    world.paths.spaces.insert_or_assign(
        share,
        Space{.bytes_total = 900 * gib, .bytes_free = 500 * gib, .bytes_available = 500 * gib});
    return world;
}

/// The files on the share.
inline std::vector<Entry>& files_in(FakeWorld& world) {
    return world.paths.walks.at(share)->entries;
}

/// What stat tells of a path and each directory above it: they are root's alone.
inline void roots_alone(FakeWorld& world, const std::string& path,
                        const std::string& file = "0 0 81a4") {
    std::string asked = "stat -c %u %g %f -- /", told = "0 0 41ed\n";
    for (auto at = path.find('/', 1); at != path.npos; at = path.find('/', at + 1)) {
        asked += " " + path.substr(0, at);
        told += "0 0 41ed\n";
    }
    world.programs.answers.insert_or_assign(
        asked + " " + path,
        ProgramOutput{.exit_code = 0, .output = told + file + "\n", .errors = {}});
}

/// Every value of a fact.
inline std::vector<std::string> facts_of(const Judgement& judgement, std::string_view id) {
    std::vector<std::string> values;
    for (const auto& fact : judgement.facts)
        if (fact.id == id) values.push_back(fact.value);
    return values;
}

/// Its only value; empty where it has none or many.
inline std::string fact_of(const Judgement& judgement, std::string_view id) {
    const auto values = facts_of(judgement, id);
    return values.size() == 1 ? values.front() : "";
}

}  // namespace diag::test::backed_up
