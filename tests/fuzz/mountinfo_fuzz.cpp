// SPDX-License-Identifier: Apache-2.0
// Checks that no text of mountinfo yields a mount that is asked without being an absolute path, or
// a file system that is asked twice.
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include "collectors/disk/mountinfo.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::disk;
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    const auto mounts = parse_mountinfo(text);
    std::set<std::string> devices;
    for (const auto& mount : worth_asking(mounts)) {
        if (!mount.point.starts_with('/')) __builtin_trap();
        if (!devices.insert(mount.device).second) __builtin_trap();
        if (!mount_of(mounts, mount.point)) __builtin_trap();
    }
    for (const auto& wanted : parse_fstab(text))
        if (!wanted.point.starts_with('/')) __builtin_trap();
    return 0;
}
