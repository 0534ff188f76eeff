// SPDX-License-Identifier: Apache-2.0
// A server with SAFR on it, healthy unless a test changes it.
#pragma once

#include <string>

#include "collectors/catalog.hpp"
#include "platform/text.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

inline const Collector& subject = collectors::disk;
inline constexpr std::uint64_t gib = 1ull << 30;

inline Space space(std::uint64_t total, std::uint64_t available) {
    return {.bytes_total = total * gib,
            .bytes_free = available * gib,
            .bytes_available = available * gib,
            .inodes_total = 1'000'000,
            .inodes_free = 900'000,
            .read_only = false};
}

inline Resolved at(std::string path) {
    return {.path = std::move(path), .dangling = false, .device = 1, .links = {}};
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto found = text.find(from);
    return found == std::string::npos ? text : text.replace(found, from.size(), to);
}

/// A disk of /sys/block with its partitions.
inline void add_disk(FakeFiles& files, const std::string& name, const std::string& device,
                     const std::vector<std::pair<std::string, std::string>>& partitions = {},
                     const std::vector<std::string>& slaves = {}) {
    const auto home = "/sys/block/" + name;
    files.directories["/sys/block"].push_back(name);
    files.texts[home + "/dev"] = device + "\n";
    files.texts[home + "/size"] = "1000000000\n";
    files.texts[home + "/queue/rotational"] = "1\n";
    files.directories[home + "/slaves"] = slaves;
    for (const auto& [partition, number] : partitions) {
        files.directories[home].push_back(partition);
        files.texts[home + "/" + partition + "/dev"] = number + "\n";
    }
}

/// System on sda (LVM), data on md0 (sdb, sdc), objects on NFS.
inline FakeWorld server() {
    FakeWorld world;
    auto& files = world.files;
    files.texts["/proc/self/mountinfo"] = fixture("disk/mountinfo-server");
    files.texts["/etc/fstab"] = fixture("disk/fstab-server");
    files.texts["/proc/sys/kernel/random/boot_id"] = "b00t-1\n";
    files.texts["/proc/diskstats"] = fixture("disk/diskstats-before");
    add_disk(files, "dm-0", "253:0", {}, {"sda3"});
    files.texts["/sys/block/dm-0/dm/name"] = "vg0-root\n";
    add_disk(files, "loop0", "7:0");
    add_disk(files, "md0", "9:0", {}, {"sdb", "sdc"});
    add_disk(files, "sda", "8:0", {{"sda1", "8:1"}, {"sda2", "8:2"}, {"sda3", "8:3"}});
    add_disk(files, "sdb", "8:16");
    add_disk(files, "sdc", "8:32");
    files.texts["/sys/block/sda/device/model"] = "Samsung SSD 870 EVO 1TB \n";
    files.texts["/sys/block/sda/queue/rotational"] = "0\n";
    for (const char* point : {"/", "/boot", "/run", "/dev/shm"})
        world.paths.spaces.insert_or_assign(point, space(200, 150));
    world.paths.spaces.insert_or_assign("/srv/safr data", space(1000, 600));
    world.paths.spaces.insert_or_assign("/srv/objects", space(8000, 6000));
    world.paths.spaces.insert_or_assign(
        "/boot/efi",
        Space{.bytes_total = gib / 2, .bytes_free = gib / 2, .bytes_available = gib / 2});
    const std::string root = world.scope.data_root;
    world.paths.resolutions.insert_or_assign(root, at(root));
    world.paths.resolutions.insert_or_assign(
        root + "/mongo/data", Resolved{.path = "/srv/safr data/mongo",
                                       .dangling = false,
                                       .device = 900,
                                       .links = {root + "/mongo/data -> /srv/safr data/mongo"}});
    world.paths.resolutions.insert_or_assign(
        root + "/cv-storage", Resolved{.path = "/srv/objects/cv",
                                       .dangling = false,
                                       .device = 52,
                                       .links = {root + "/cv-storage -> /srv/objects/cv"}});
    world.programs.answers.insert_or_assign(
        "smartctl --json=c --scan", ProgramOutput{.exit_code = 0, .output = "{}", .errors = {}});
    return world;
}

inline ProgramOutput printed(std::string text) {
    return {.exit_code = 0, .output = std::move(text), .errors = {}};
}

}  // namespace diag::test
