// SPDX-License-Identifier: Apache-2.0
// Is there room, does every mount answer, are the disks well, and when will they be full?
#include "collectors/catalog.hpp"
#include "collectors/disk/gather.hpp"
#include "collectors/disk/picture.hpp"
#include "collectors/disk/thresholds.hpp"

namespace diag {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = disk::picture_of(evidence);
    Bench bench(evidence, disk::thresholds, in_force);
    disk::judge_mounts(picture, bench);
    disk::judge_space(picture, bench);
    disk::judge_load(picture, bench);
    disk::judge_drives(picture, bench);
    disk::judge_arrays(picture, bench);
    disk::judge_layout(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::disk{
    .id = "disk",
    .title = "Disks and mounts",
    .reads =
        "the list of mounts and how full each is, activity counters of the disks, their SMART "
        "health through smartctl, RAID state, where SAFR's folders are and how much lies in "
        "them, which lists the names of tenants' folders in the object store; no file's contents",
    .patience = diag::disk::patience,
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::disk::thresholds,
    .gather = diag::disk::gather,
    .judge = judge,
    .remembers = "remember"};

}  // namespace diag
