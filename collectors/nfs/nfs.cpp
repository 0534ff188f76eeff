// SPDX-License-Identifier: Apache-2.0
// Is the storage behind SAFR's objects there, well, and mounted as it should be?
#include "collectors/catalog.hpp"
#include "collectors/nfs/gather.hpp"
#include "collectors/nfs/picture.hpp"
#include "collectors/nfs/thresholds.hpp"

namespace diag {
namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = nfs::picture_of(evidence);
    nfs::Bench bench(evidence, nfs::thresholds, in_force);
    nfs::judge_servers(picture, bench);
    nfs::judge_exports(picture, bench);
    nfs::judge_canaries(picture, bench);
    nfs::judge_stores(picture, bench);
    nfs::judge_host(picture, bench);
    nfs::judge_traffic(picture, bench);
    nfs::judge_options(picture, bench);
    nfs::note_facts(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace

const Collector collectors::nfs{
    .id = "nfs",
    .title = "Object store and network storage",
    .reads =
        "where SAFR's folders lead, the kernel's counters and log lines about NFS and SMB, the "
        "file servers behind them through connections of its own: whether they answer, their "
        "space, how many entries a folder has, and how long 4 KiB of one file take, which are "
        "thrown away; it writes a test file of 4 KiB only where the configuration allows it",
    .patience = diag::nfs::patience,
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::nfs::thresholds,
    .gather = diag::nfs::gather,
    .judge = judge,
    .remembers = "remember",
    .asks_site = true};

}  // namespace diag
