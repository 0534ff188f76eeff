// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/disk/blocks.hpp"
#include "collectors/disk/diskstats.hpp"
#include "collectors/disk/history.hpp"
#include "collectors/disk/mountinfo.hpp"
#include "collectors/disk/places.hpp"
#include "platform/minute_text.hpp"

namespace diag::disk {

/// A mounted file system that was worth asking.
struct Volume {
    Mount mount;
    Result<Space> space;
    std::string item;             ///< the evidence it rests on
    std::set<std::string> disks;  ///< beneath it; empty when not known

    std::uint64_t used() const;
    /// What can be used at all: used and available. What is kept for root is not counted, as in
    /// df(1).
    std::uint64_t capacity() const;
};

/// One of SAFR's folders and where it really is.
struct Spot {
    Place place;
    Result<Resolved> resolved;
    std::string item;
    const Mount* mount = nullptr;    ///< that holds it; nullptr when not known
    const Volume* volume = nullptr;  ///< of the same file system

    /// It is there and leads somewhere.
    bool exists() const { return resolved && !resolved->dangling; }
};

/// Spots point into it: it may be moved, not copied.
struct Picture {
    Picture() = default;
    Picture(Picture&&) = default;
    Picture(const Picture&) = delete;

    Moment now;
    bool brief = false;
    std::vector<Mount> mounts;
    std::vector<Wanted> fstab;
    std::vector<Block> blocks;
    std::vector<Volume> volumes;
    std::vector<Spot> spots;
    bool images_stay = true;              ///< there are tenants whose images were not moved
    bool tenants_told = false;            ///< there is an item about tenants
    std::optional<Error> tenants_unread;  ///< why it is not known whose images were moved
    std::vector<Moment> past;
    std::map<std::string, Load, std::less<>> loads;  ///< by device, the most recent interval

    const Spot* spot(std::string_view id) const;  ///< if it exists
    const Spot* store() const;  ///< of the objects, tenants aside whose images were moved
    /// What a loss of is a loss of work: the database, and where the objects really lie, if known.
    std::vector<const Spot*> precious() const;
    std::set<std::string> disks_of(const Spot& spot) const;
    /// SAFR's folders on it, "/a, /b"; "-" when there are none.
    std::string folders_on(const Volume& volume) const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// "17 %": whole percent, "<1 %" between 0 and 1.
std::string percent_text(double percent);

/// True when the whole file system is read-only, not just this view of it: a service's sandbox
/// shows every mount read-only (systemd.exec(5), ProtectSystem).
bool is_read_only(const Mount& mount);

void judge_mounts(const Picture& picture, Bench& bench);  ///< silent, failed, read-only, missing
void judge_space(const Picture& picture, Bench& bench);   ///< bytes and inodes left, forecasts
void judge_load(const Picture& picture, Bench& bench);    ///< latency and utilisation
void judge_drives(const Picture& picture, Bench& bench);  ///< SMART
void judge_arrays(const Picture& picture, Bench& bench);  ///< RAID, software and hardware
void judge_layout(const Picture& picture, Bench& bench);  ///< where SAFR keeps what

}  // namespace diag::disk
