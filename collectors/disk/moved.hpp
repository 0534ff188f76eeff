// SPDX-License-Identifier: Apache-2.0
// Images that were moved to storage of their own: by tenant, as the vendor's article K5 has it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/disk/mountinfo.hpp"
#include "platform/paths.hpp"

namespace diag::disk {

/// What lies in cv-storage/objs: a folder a tenant, and "metadata". Hidden entries, files and
/// lost+found are none.
struct Tenants {
    std::vector<std::string> moved;  ///< a link, or a mount of its own, leads elsewhere
    std::vector<std::string> stay;
};

/// `folder` is the directory that was listed, links followed.
Tenants tenants_in(std::string_view folder, const std::vector<Entry>& entries,
                   const std::vector<Mount>& mounts);

}  // namespace diag::disk
