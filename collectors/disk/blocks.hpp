// SPDX-License-Identifier: Apache-2.0
// The block devices of /sys/block, and which disks lie under a mount in the end.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/disk/mountinfo.hpp"
#include "platform/files.hpp"
#include "platform/json.hpp"

namespace diag::disk {

/// unknown: what is seen is what a controller, a SAN or a hypervisor shows in a drive's place.
enum class Media : std::uint8_t { unknown, ssd, hdd };

struct Block {
    std::string name;    ///< "sda", "nvme0n1", "dm-0", "md127"
    std::string device;  ///< "8:0"
    std::uint64_t bytes = 0;
    bool rotational = false;
    bool stacked = false;  ///< made of other block devices: device mapper, RAID
    std::string vendor;    ///< as the drive says; empty on most NVMe
    std::string model;
    std::string wwid;  ///< "naa.5000c500a1b2c3d4": the kernel's name for what SPC-4 7.8.6 tells
    std::string mapped_name;                                      ///< "vg0-data" of a dm device
    std::vector<std::pair<std::string, std::string>> partitions;  ///< name and device
    std::vector<std::string> slaves;  ///< names of the devices (or partitions) it is made of

    /// Made by a hypervisor or a cloud: has no health of its own to tell.
    bool is_virtual() const;

    /// Only of a drive that is seen itself: NVMe, SATA (libata calls every maker "ATA"), and SAS,
    /// whose name is of SPC-4's NAA 5. Volumes of controllers have names of NAA 6, and say that
    /// they rotate whatever lies beneath.
    Media media() const;
};

/// Reads what /sys says of every disk, loop, ram, optical and empty devices left out, as a JSON
/// array. At most 512 devices.
Result<std::string> read_blocks(Files& files);

/// The array read_blocks made. What is not as it should be is left out.
std::vector<Block> parse_blocks(std::string_view text);

/// Names of the disks that hold the file system, through partitions, RAID and device mapper.
/// Empty when it lies on none we know: network, memory, unknown.
std::set<std::string> disks_under(const std::vector<Block>& blocks, const Mount& mount);

}  // namespace diag::disk
