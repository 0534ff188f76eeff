// SPDX-License-Identifier: Apache-2.0
// Which mounts are storage, and which of them to ask.
#include <algorithm>
#include <array>
#include <string>

#include "collectors/disk/mountinfo.hpp"

namespace diag::disk {
namespace {

// Each list holds its names between single spaces.
constexpr std::string_view without_storage =
    " autofs binder binfmt_misc bpf cgroup cgroup2 configfs debugfs devpts devtmpfs efivarfs "
    "fuse.gvfsd-fuse fuse.lxcfs fuse.portal fuse.snapfuse fuse.vmware-vmblock fusectl hugetlbfs "
    "mqueue nfsd nsfs overlay proc pstore ramfs resctrl rootfs rpc_pipefs securityfs selinuxfs "
    "smackfs sysfs tracefs ";

constexpr std::string_view images = " cramfs erofs iso9660 romfs squashfs udf ";

constexpr std::string_view over_network =
    " 9p afs beegfs ceph cifs coda davfs gfs2 glusterfs gpfs lustre ncpfs nfs nfs4 ocfs2 prl_fs "
    "smb3 smbfs vboxsf ";

/// Where systemd and the kernel put small memory file systems for their own use.
constexpr std::array<std::string_view, 4> system_folders{"/dev", "/proc", "/run", "/sys"};

/// Single files and layers that container engines and systemd mount for their own use.
constexpr std::string_view engine_files = " /etc/hostname /etc/hosts /etc/resolv.conf ";
constexpr std::array<std::string_view, 5> engine_folders{"/run/credentials", "/run/secrets",
                                                         "/var/lib/containers", "/var/lib/docker",
                                                         "/var/lib/kubelet"};

bool among(std::string_view names, std::string_view name) {
    return names.find(" " + std::string(name) + " ") != std::string_view::npos;
}

bool is_engine_mount(const Mount& mount) {
    return among(engine_files, mount.point) ||
           std::ranges::any_of(engine_folders, [&](std::string_view folder) {
               return lies_below(mount.point, folder);
           });
}

/// Memory that services write to; when /run or /dev/shm is full they stop (file-hierarchy(7)).
bool is_working_memory(const Mount& mount) {
    if (mount.point == "/run" || mount.point == "/dev/shm") return true;
    return !has_option(mount.super_options, "ro") && !is_engine_mount(mount) &&
           std::ranges::none_of(system_folders, [&](std::string_view folder) {
               return lies_below(mount.point, folder);
           });
}

bool is_candidate(const Mount& mount) {
    switch (storage_of(mount)) {
        case Storage::local:
            return mount.root == "/" || !is_engine_mount(mount);
        case Storage::network:
            return true;
        case Storage::memory:
            return is_working_memory(mount);
        case Storage::image:
            return false;
        case Storage::none:
            return mount.type == "overlay" && mount.point == "/";
    }
    return false;
}

/// The whole file system before a part of it, then the shorter place, then the earlier mount.
bool shows_more(const Mount& one, const Mount& other) {
    if ((one.root == "/") != (other.root == "/")) return one.root == "/";
    return one.point.size() < other.point.size();
}

}  // namespace

Storage storage_of(const Mount& mount) {
    if (among(without_storage, mount.type)) return Storage::none;
    if (among(images, mount.type)) return Storage::image;
    if (mount.type == "tmpfs") return Storage::memory;
    if (mount.type == "fuseblk") return Storage::local;  // ntfs-3g, exfat: a disk of this machine
    if (among(over_network, mount.type) || mount.type.starts_with("fuse")) return Storage::network;
    return Storage::local;
}

std::vector<Mount> worth_asking(const std::vector<Mount>& mounts) {
    std::vector<Mount> chosen;
    for (const auto& mount : mounts) {
        if (!is_candidate(mount) || mount_of(mounts, mount.point) != &mount) continue;
        const auto same = std::ranges::find(chosen, mount.device, &Mount::device);
        if (same == chosen.end())
            chosen.push_back(mount);
        else if (shows_more(mount, *same))
            *same = mount;
    }
    std::stable_partition(chosen.begin(), chosen.end(),
                          [](const Mount& mount) { return storage_of(mount) != Storage::network; });
    return chosen;
}

}  // namespace diag::disk
