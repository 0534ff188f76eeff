// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <filesystem>

#include "agent/upgrade/disk.hpp"

namespace diag::upgrade {
namespace {

namespace fs = std::filesystem;

std::optional<std::uint64_t> device_of(const fs::path& directory) {
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) return {};
    return status.st_dev;
}

std::uint64_t file_system_of(const std::string& directory) {
    struct statvfs status {};
    return ::statvfs(directory.c_str(), &status) == 0 ? status.f_fsid : 0;
}

bool is_mount_point(const fs::path& directory) {
    const auto here = device_of(directory), above = device_of(directory / "..");
    return here && above && *here != *above;
}

/// Network shares and the like have none of their own: theirs are numbered as they are mounted.
bool is_of_a_disk(std::uint64_t device) { return ::major(device) != 0; }

}  // namespace

std::optional<Disk> disk_of(const std::string& path) {
    std::error_code failed;
    auto directory = fs::canonical(fs::path(path).parent_path(), failed);
    const auto device = failed ? std::nullopt : device_of(directory);
    if (!device) return {};
    while (directory != directory.root_path() && device_of(directory.parent_path()) == device)
        directory = directory.parent_path();
    return Disk{directory.native(), *device, file_system_of(directory.native())};
}

bool may_be_unmounted(const Disk& then) {
    if (then.mount.empty() || then.mount == "/") return false;
    if (!is_mount_point(then.mount)) return true;
    if (!is_of_a_disk(then.device)) return false;
    // Of the mount point itself: on another disk the folders below it may be missing.
    const auto file_system = file_system_of(then.mount);
    if (then.file_system != 0 && file_system != 0) return file_system != then.file_system;
    return device_of(then.mount) != then.device;
}

json::value to_json(const Disk& disk) {
    return {{"mount", disk.mount}, {"device", disk.device}, {"file_system", disk.file_system}};
}

std::optional<Disk> disk_from(const json::value& document) {
    const auto mount = json::text_at(document, "mount");
    if (!mount) return {};
    return Disk{std::string(*mount), json::natural_at(document, "device"),
                json::natural_at(document, "file_system")};
}

}  // namespace diag::upgrade
