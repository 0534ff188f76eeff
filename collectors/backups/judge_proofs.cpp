// SPDX-License-Identifier: Apache-2.0
// Which backups are proven, and are they what was proven?
#include <algorithm>

#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

std::string what_it_is(std::uint64_t bytes, Time modified) {
    return bytes_text(bytes) + ", " + to_text(modified);
}

/// Sizes that read the same are told to the byte.
std::pair<std::string, std::string> was_and_is(const Backup& backup) {
    const auto& proof = *backup.proof;
    auto was = what_it_is(proof.bytes, proof.modified);
    auto is = what_it_is(backup.bytes, backup.modified);
    if (was == is) {
        was += ", " + std::to_string(proof.bytes) + " B";
        is += ", " + std::to_string(backup.bytes) + " B";
    }
    return {std::move(was), std::move(is)};
}

/// True when it is not what was read.
bool judge_change(const Backup& backup, Bench& bench) {
    const auto& proof = *backup.proof;
    const std::vector<std::string> rests{backup.proof_item};
    if (proof.altered != Time{}) {
        bench.find("backups.bytes_changed", Severity::critical,
                   {{"backup", backup.path},
                    {"proven", minute_text(proof.proven)},
                    {"read", minute_text(proof.altered)}},
                   rests);
        return true;
    }
    // Of what was empty nothing was read that could have changed.
    const bool other =
        !proof.sound.empty() && (proof.bytes != backup.bytes || proof.modified != backup.modified);
    // A name without a date is given to a new backup every night.
    if (!other || !backup.dated || backup.growing || backup.partly) return false;
    const auto [was, is] = was_and_is(backup);
    bench.find("backups.changed_since_proof", Severity::critical,
               {{"backup", backup.path},
                {"proven", minute_text(proof.proven)},
                {"level", proof.sound},
                {"was", was},
                {"is", is}},
               rests);
    return true;
}

/// True when the newest was read and does not hold. That it is empty is told without reading it.
bool judge_refuted(const Backup& newest, Bench& bench) {
    if (!newest.refuted()) return false;
    const auto& proof = *newest.proof;
    if (newest.bytes > 0)
        bench.find("backups.does_not_hold", Severity::critical,
                   {{"backup", newest.path},
                    {"read", minute_text(proof.failed_at)},
                    {"level", proof.failed}},
                   {newest.proof_item});
    return true;
}

}  // namespace

void judge_proofs(const Picture& picture, Bench& bench) {
    const auto* newest = picture.newest();
    if (!picture.proofs_told || !newest) return;
    bool changed = false;
    for (const auto& backup : picture.backups)
        if (backup.proof && judge_change(backup, bench)) changed |= &backup == newest;
    if (judge_refuted(*newest, bench)) return;
    const auto proven = std::ranges::find_if(picture.backups, &Backup::proven);
    if (proven == picture.backups.end()) {
        // What lies in a place that stays silent may be proven.
        const bool unread = picture.any_unread();
        if (changed || unread) return;
        const bool read = newest->proof && newest->same;
        std::vector<std::string> rests{"run"};
        if (read) rests.push_back(newest->proof_item);
        bench.find("backups.not_proven", Severity::warning,
                   {{"backup", newest->path},
                    {"level", read ? newest->proof->sound : "-"},
                    {"record", read ? newest->proof->sound : "none"}},
                   rests);
        return;
    }
    if (&*proven == newest || newest->growing || changed || picture.cut_place()) return;
    bench.find("backups.proof_outdated", Severity::info,
               {{"backup", newest->path},
                {"proven", proven->path},
                {"level", proven->proof->sound},
                {"age", span_text(std::max(milliseconds{0}, picture.now - proven->taken))}},
               {proven->proof_item});
}

}  // namespace diag::backups
