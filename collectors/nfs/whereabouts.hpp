// SPDX-License-Identifier: Apache-2.0
// Where a folder of SAFR lies, found without touching any mount that another machine serves.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collectors/disk/mountinfo.hpp"
#include "platform/result.hpp"

namespace diag::nfs {

struct Whereabouts {
    std::string path;  ///< links followed as far as local disks tell; the rest may hold more links
    std::vector<std::string> links;      ///< each link met, "from -> to"
    const disk::Mount* mount = nullptr;  ///< that holds it; points into the list given
    bool loops = false;                  ///< more than 40 links: the kernel gives up too
};

/// Follows links component by component with `link_target` (anything but a value: no link), and
/// stops asking once what is left lies on a mount that may never answer: the kernel would wait for
/// the server even for a readlink(2).
Whereabouts whereabouts_of(
    const std::string& path, const std::vector<disk::Mount>& mounts,
    const std::function<Result<std::string>(const std::string&)>& link_target);

/// Whether another machine or a program answers for it; an automount point too, because touching
/// it mounts what lies behind.
bool may_hang(const disk::Mount& mount);

}  // namespace diag::nfs
