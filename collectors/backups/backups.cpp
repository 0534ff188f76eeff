// SPDX-License-Identifier: Apache-2.0
// Is there a backup that is young, whole by its size, elsewhere, and made by itself?
#include "collectors/backups/gather.hpp"
#include "collectors/backups/picture.hpp"
#include "collectors/backups/thresholds.hpp"
#include "collectors/catalog.hpp"

namespace diag {
namespace backups {

double Bench::limit(std::string_view key) const { return threshold(in_force_, thresholds, key); }

namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(in_force);
    judge_backups(picture, bench);
    judge_places(picture, bench);
    judge_schedules(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace
}  // namespace backups

const Collector collectors::backups{
    .id = "backups",
    .title = "Backups",
    .reads =
        "names, sizes and times of backups where SAFR, the configuration and scheduled tasks put "
        "them; lines of cron, of systemd's units and of scripts that run a backup; how much the "
        "database and the object store hold; no backup's contents",
    .patience = diag::backups::patience,
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::backups::thresholds,
    .gather = diag::backups::gather,
    .judge = diag::backups::judge,
    .asks_site = true};

}  // namespace diag
