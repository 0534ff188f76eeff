// SPDX-License-Identifier: Apache-2.0
// Old evidence, today's rules.
#include <unistd.h>

#include <filesystem>
#include <map>

#include "agent/report/judging.hpp"
#include "agent/report/triage/telling.hpp"
#include "collectors/catalog.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/opened.hpp"
#include "desk/commands/saying.hpp"
#include "platform/files.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

namespace fs = std::filesystem;

/// A finding by what it is about, and how bad it is.
using Known = std::map<std::string, const Finding*>;

std::string about_what(const std::string& collector, const Finding& finding) {
    json::object parameters;
    for (const auto& [name, value] : finding.parameters) parameters[name] = value;
    return collector + " " + finding.id + " " + json::write(parameters);
}

struct Changes {
    std::vector<const Finding*> added, gone;
    std::vector<std::pair<const Finding*, const Finding*>> graver_or_milder;  ///< was, is
    std::size_t same = 0;
};

Changes compare(const Known& before, const Known& now) {
    Changes changes;
    for (const auto& [what, finding] : now) {
        const auto was = before.find(what);
        if (was == before.end())
            changes.added.push_back(finding);
        else if (was->second->severity != finding->severity)
            changes.graver_or_milder.emplace_back(was->second, finding);
        else
            ++changes.same;
    }
    for (const auto& [what, finding] : before)
        if (!now.contains(what)) changes.gone.push_back(finding);
    return changes;
}

/// Chapters in the order of the manifest. A collector this program does not know keeps what was
/// judged on site: newer agents may have more of them.
std::vector<report::Chapter> chapters_of(const OpenedBundle& bundle) {
    std::vector<report::Chapter> chapters;
    for (const auto& outcome : bundle.manifest.outcomes) {
        const auto& id = outcome.collector;
        const auto old = bundle.judgements.find(id);
        const auto evidence = bundle.evidence.find(id);
        if (const auto* collector = collector_named(id))
            chapters.push_back(report::judged(
                *collector, evidence == bundle.evidence.end() ? Evidence{} : evidence->second,
                outcome, bundle.thresholds));
        else if (old != bundle.judgements.end())
            chapters.push_back({id, outcome, old->second});
    }
    return report::without_repeats(std::move(chapters));
}

report::Story story_of(const OpenedBundle& bundle) {
    report::Story story;
    story.bundle_id = bundle.manifest.bundle_id;
    story.agent_version = bundle.manifest.agent_version;
    story.server = bundle.server;
    story.created = bundle.manifest.created;
    story.since = bundle.manifest.since;
    story.until = bundle.manifest.until;
    story.notes = bundle.notes;
    story.chapters = chapters_of(bundle);
    story.contents = bundle.contents;
    story.redactions = bundle.manifest.redactions;
    story.thresholds = bundle.thresholds;
    return story;
}

Changes changes_of(const OpenedBundle& bundle, const report::Story& story) {
    Known before, now;
    for (const auto& [collector, judgement] : bundle.judgements)
        for (const auto& finding : judgement.findings)
            before.emplace(about_what(collector, finding), &finding);
    for (const auto& chapter : story.chapters)
        for (const auto& finding : chapter.judgement.findings)
            now.emplace(about_what(chapter.collector, finding), &finding);
    return compare(before, now);
}

std::string as_text(const Changes& changes, const report::Story& story, report::Language language,
                    const fs::path& page) {
    const auto& knowledge = report::Knowledge::builtin();
    std::string text;
    const auto tell = [&](std::string_view sign, std::string_view severity,
                          const Finding& finding) {
        text += std::string(sign) + " " + std::string(severity) + ": " +
                knowledge.explain(finding, language).title + " [" + finding.id + "]\n";
    };
    for (const auto* finding : changes.added) tell("+", name_of(finding->severity), *finding);
    for (const auto* finding : changes.gone) tell("-", name_of(finding->severity), *finding);
    for (const auto& [was, is] : changes.graver_or_milder)
        tell("~", std::string(name_of(was->severity)) + " -> " + std::string(name_of(is->severity)),
             *is);
    text += report::triage_text(story, knowledge, language, colour_wanted(STDOUT_FILENO),
                                terminal_width(STDOUT_FILENO));
    return text + std::to_string(changes.added.size()) + " new, " +
           std::to_string(changes.gone.size()) + " gone, " +
           std::to_string(changes.graver_or_milder.size()) + " of another severity, " +
           std::to_string(changes.same) + " as before\n" + page.native() + "\n";
}

json::object finding_json(const Finding& finding) {
    json::object parameters;
    for (const auto& [name, value] : finding.parameters) parameters[name] = value;
    return {{"id", finding.id},
            {"severity", name_of(finding.severity)},
            {"parameters", std::move(parameters)}};
}

json::object as_json(const Changes& changes) {
    json::array added, gone, changed;
    for (const auto* finding : changes.added) added.push_back(finding_json(*finding));
    for (const auto* finding : changes.gone) gone.push_back(finding_json(*finding));
    for (const auto& [was, is] : changes.graver_or_milder) {
        auto entry = finding_json(*is);
        entry["was"] = name_of(was->severity);
        changed.push_back(std::move(entry));
    }
    return {{"added", std::move(added)},
            {"gone", std::move(gone)},
            {"changed", std::move(changed)},
            {"same", changes.same}};
}

int judge(const Invocation& invocation) {
    const fs::path directory = invocation.positionals().front();
    auto language = std::optional(report::language_of_environment());
    if (invocation.has("--lang")) language = report::language_named(invocation.value("--lang"));
    if (!language) return usage("--lang takes en, es or pt");
    const auto bundle = opened_bundle(directory);
    if (!bundle) return failure(bundle.error());
    const auto story = story_of(*bundle);
    const auto& knowledge = report::Knowledge::builtin();
    const auto changes = changes_of(*bundle, story);
    const auto findings = replace_file(directory / "findings.json",
                                       json::write_pretty(report::findings_json(story, knowledge)));
    if (!findings) return failure(findings.error());
    const auto page =
        replace_file(directory / "report.html", report::html(story, knowledge, *language));
    if (!page) return failure(page.error());
    return print(invocation.has("--json")
                     ? json::write_pretty(as_json(changes))
                     : as_text(changes, story, *language, directory / "report.html"));
}

constexpr Option options[] = {
    {.name = "--lang",
     .value = "LANG",
     .help = "language of the report: en, es, pt; default: as the environment says",
     .complete = "en es pt"},
};

}  // namespace

const Command judge_command{
    .name = "judge",
    .summary = "judge an opened bundle again with today's rules",
    .description =
        "Takes the evidence of an opened bundle, judges it with the rules of this program and the "
        "thresholds that were in force on site, and writes findings.json and report.html anew. "
        "Prints what is different (+ new, - gone, ~ of another severity) and what most likely is "
        "wrong. What the site had judged "
        "stays in the sealed bundle.",
    .example =
        "safr-desk judge case\n"
        "safr-desk judge case --lang es",
    .options = options,
    .positional = {.name = "DIR", .least = 1, .most = 1, .complete = "directory"},
    .run = judge};

}  // namespace diag::desk
