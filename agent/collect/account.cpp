// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/account.hpp"

#include <span>

#include "agent/collect/packing.hpp"
#include "agent/collect/withhold.hpp"
#include "agent/report/judging.hpp"
#include "platform/clock.hpp"

namespace diag::collect {
namespace {

/// The case in the escalating engineer's words. Number and contacts stay as they were given:
/// without them nobody could answer.
report::CaseNotes redact(report::CaseNotes notes, const redact::Redactor& redactor,
                         exchange::Redactions& counts) {
    for (auto* const words : {&notes.problem, &notes.impact, &notes.steps, &notes.asked,
                              &notes.no_screenshots, &notes.product, &notes.version}) {
        const auto clean = redactor.redact(*words, counts);
        *words = clean ? clean->text() : "(withheld: its redaction failed)";
    }
    return notes;
}

std::vector<report::Chapter> judge(const std::vector<Clean>& all, const PassedByCollector& passed,
                                   const Thresholds& thresholds) {
    std::vector<report::Chapter> chapters;
    for (const auto& clean : all) {
        const auto found = passed.find(clean.collector->id);
        const std::span<const stream::Passed> of_this =
            found == passed.end() ? std::span<const stream::Passed>{} : found->second;
        chapters.push_back(
            judged(*clean.collector, evidence_of(clean), clean.outcome, of_this, thresholds));
    }
    return report::without_repeats(std::move(chapters));
}

/// The site's name, of which nothing stays where it cannot be redacted or leaks, which is told.
std::string redact(const std::string& name, const redact::Redactor& redactor,
                   ContentWriter& content) {
    exchange::Redactions counts;
    const auto clean = redactor.redact(name, counts);
    if (!clean) return {};
    const auto found = content.look().look(clean->text());
    if (found.empty()) return clean->text();
    content.leave_out({.item = "server"}, found);
    return {};
}

}  // namespace

Result<report::Story> tell(const Bench& bench, const std::string& bundle_id, const Harvest& harvest,
                           ContentWriter& content) {
    const auto& order = bench.order;
    const auto& redactor = harvest.redaction.redactor;
    report::Story story{.bundle_id = bundle_id,
                        .agent_version = DIAG_VERSION,
                        .server = redact(order.server, redactor, content),
                        .created = system_clock().now(),
                        .since = order.scope.since,
                        .until = order.scope.until};
    for (const auto& each : harvest.clean)
        if (!each.note_leaks.empty())
            content.leave_out({.collector = std::string(each.collector->id), .item = "note"},
                              each.note_leaks);
    story.notes = redact(bench.parcel.notes, redactor, story.redactions);
    story.chapters = judge(harvest.clean, harvest.passing.passed, order.thresholds);
    story.thresholds = order.thresholds;
    if (bench.parcel.findings_only) withhold_all_but_findings(story);
    for (const auto& entry : content.contents().entries)
        for (const auto& [kind, count] : entry.redactions) story.redactions[kind] += count;
    const auto told = pack_story(content, story, harvest.passing.passed, order.language);
    if (!told) return told.error();
    return story;
}

void sum_up(const Harvest& harvest, const report::Story& story, const ContentWriter& content,
            exchange::Manifest& manifest) {
    for (const auto& chapter : story.chapters) manifest.outcomes.push_back(chapter.outcome);
    for (const auto& each : harvest.clean) manifest.dropped_items += each.dropped;
    if (harvest.passing.outcome.attachments > 0)
        manifest.outcomes.push_back(harvest.passing.outcome);
    exchange::Proof proof{.canaries = harvest.canaries,
                          .engine = std::string(proof::engine_version()),
                          .files = content.looked_files(),
                          .bytes = content.looked_bytes(),
                          .not_learned = harvest.not_learned};
    proof.unexplained = harvest.redaction.unexplained().has_value();
    exchange::tell_files(content.contents(), proof);
    manifest.proof = std::move(proof);
}

}  // namespace diag::collect
