// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/moved.hpp"

namespace diag::disk {
namespace {

bool is_folder(const Entry& entry) {
    const bool leads = entry.kind == Kind::directory || entry.kind == Kind::link;
    return leads && entry.path != "lost+found" && !entry.path.starts_with('.');
}

}  // namespace

Tenants tenants_in(std::string_view folder, const std::vector<Entry>& entries,
                   const std::vector<Mount>& mounts) {
    Tenants tenants;
    const std::string above(folder);
    const auto* mount = mount_of(mounts, above);
    for (const auto& entry : entries) {
        if (!is_folder(entry)) continue;
        const bool stays =
            entry.kind == Kind::directory && mount_of(mounts, above + "/" + entry.path) == mount;
        (stays ? tenants.stay : tenants.moved).push_back(entry.path);
    }
    return tenants;
}

}  // namespace diag::disk
