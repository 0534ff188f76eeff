// SPDX-License-Identifier: Apache-2.0
// Is there a backup that is young, whole, proven, elsewhere, and made by itself?
#include <algorithm>

#include "collectors/backups/gather.hpp"
#include "collectors/backups/picture.hpp"
#include "collectors/backups/thresholds.hpp"
#include "collectors/catalog.hpp"

namespace diag {
namespace backups {

bool Bench::found(std::string_view id, std::string_view name, std::string_view value) const {
    return std::ranges::any_of(judgement.findings, [&](const Finding& finding) {
        if (finding.id != id) return false;
        if (name.empty()) return true;
        const auto parameter = finding.parameters.find(name);
        return parameter != finding.parameters.end() && parameter->second == value;
    });
}

namespace {

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(evidence, thresholds, in_force);
    judge_backups(picture, bench);
    judge_proofs(picture, bench);
    judge_rollback(picture, bench);
    judge_places(picture, bench);
    judge_schedules(picture, bench);
    judge_durations(picture, bench);
    judge_runs(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace
}  // namespace backups

const Collector collectors::backups{
    .id = "backups",
    .title = "Backups",
    .reads =
        "names, sizes and times of backups where SAFR, the configuration and scheduled tasks put "
        "them; lines of cron, of systemd's units and of scripts that run a backup, when cron "
        "did and how that ended, by the journal or syslog's files, and whether its output tells "
        "success or a failure; what 'backup verify' has on "
        "record; how much the database and the object store hold; no backup's contents",
    .patience = diag::backups::patience,
    .memory = 48 << 20,
    .output = 8 << 20,
    .thresholds = diag::backups::thresholds,
    .gather = diag::backups::gather,
    .judge = diag::backups::judge,
    .remembers = "remember",
    .asks_site = true,
    .asks_proofs = true};

}  // namespace diag
