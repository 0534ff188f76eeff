// SPDX-License-Identifier: Apache-2.0
// What is mounted where, as /proc/self/mountinfo tells it (proc(5)). Reading it asks no server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diag::disk {

struct Mount {
    std::uint64_t id = 0;       ///< unique while mounted; names the evidence of this mount
    std::string device;         ///< "8:1", as st_dev; "0:41" where no block device is behind it
    std::string root;           ///< the part of the file system that is mounted; "/" for all of it
    std::string point;          ///< where, with escapes undone
    std::string options;        ///< of this mount: "rw,relatime"
    std::string type;           ///< "ext4", "nfs4", "fuse.sshfs"
    std::string source;         ///< "/dev/sda1", "server:/export"
    std::string super_options;  ///< of the file system, shared by all its mounts
};

/// The well-formed lines, in order. Lines that are not are left out, never guessed at.
std::vector<Mount> parse_mountinfo(std::string_view text);

/// `field` with "\040" and the like turned back into the bytes they stand for.
std::string unescaped(std::string_view field);

/// True when `word` is one of the comma-separated `options` ("ro" is not in "errors=remount-ro").
bool has_option(std::string_view options, std::string_view word);

/// True when `path` is `directory` or lies below it, component by component.
bool lies_below(std::string_view path, std::string_view directory);

enum class Storage {
    local,    ///< a disk of this machine
    network,  ///< another machine, or a program, answers: it may never do so
    memory,   ///< tmpfs: gone at the next boot, small on purpose
    image,    ///< read-only image, always full: squashfs, iso9660
    none,     ///< no storage at all: proc, cgroup
};

Storage storage_of(const Mount& mount);

/// The mounts whose space is worth asking for, one for each file system, local ones first.
///
/// Left out: pseudo file systems, images, what another mount at the same place hides, the same file
/// system seen again (bind mounts; the whole one is kept), container layers other than the root,
/// single files that container engines mount, and memory that is read-only or the system's own.
std::vector<Mount> worth_asking(const std::vector<Mount>& mounts);

/// The mount that holds `path` (no links in it), or nullptr. The last one wins at equal places.
const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path);

/// A line of fstab(5) that says what should be mounted at boot.
struct Wanted {
    std::string source;
    std::string point;
    std::string type;
    std::string options;
};

/// Lines with a mount point; swap, comments and what is "noauto" are left out.
std::vector<Wanted> parse_fstab(std::string_view text);

}  // namespace diag::disk
