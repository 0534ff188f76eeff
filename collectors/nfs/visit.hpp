// SPDX-License-Identifier: Apache-2.0
// Using an export as SAFR does, through a client of our own: neither the kernel nor SAFR is kept
// waiting when the server is not well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/nfs/steps.hpp"
#include "platform/clock.hpp"

namespace diag::nfs {

struct VisitQuestion {
    std::string address;     ///< numeric
    std::uint16_t port = 0;  ///< of nfsd; 0: 2049 in version 4, what the port mapper says in 3
    std::uint16_t mount_port = 0;
    int version = 3;
    std::string path;                   ///< the export
    std::string folder;                 ///< below it, "/cv"; empty for its root
    std::optional<std::uint32_t> user;  ///< number to appear as; without one our own
    std::optional<std::uint32_t> group;
    milliseconds patience{0};  ///< for each request, whole seconds
};

/// "mount", "statvfs" (bytes_total, bytes_free, bytes_available, inodes_total, inodes_free,
/// read_only), "stat" of the folder (mode, user, group) and "access" (may it be written?).
/// Ends at the first step that fails, but "access" failing is an answer.
std::vector<Step> visit(const VisitQuestion& question);

/// "mount", "list" for each folder on the way to the first file, at most 8 deep (entries, or "cut"
/// when there are too many to hold), and "read": at most 4 KiB of that file, which are thrown away.
/// No name leaves this function.
std::vector<Step> look_inside(const VisitQuestion& question);

/// "mount", then in the folder ".safr-diag", made for it: "canary.create", "canary.write" of 4 KiB,
/// "canary.fsync", "canary.read", "canary.compare", "canary.remove". What an earlier run had to
/// leave there is removed first. Removes also after a failure; "canary.remove" tells when it could
/// not.
std::vector<Step> write_canary(const VisitQuestion& question);

}  // namespace diag::nfs
