// SPDX-License-Identifier: Apache-2.0
// Does anybody make them, did it go well, and does each node make what it must?
#include <algorithm>

#include "collectors/backups/last_run.hpp"
#include "collectors/backups/picture.hpp"
#include "platform/text.hpp"

namespace diag::backups {
namespace {

/// The value of "Name=value" among the lines that systemctl shows.
std::string property(const std::string& shown, std::string_view name) {
    for (const auto line : lines_of(shown))
        if (line.starts_with(name) && line.substr(name.size()).starts_with('='))
            return std::string(line.substr(name.size() + 1));
    return {};
}

/// When it ran last and how that ended, as far as anybody keeps it.
void tell_last(const Picture& picture, const Plan& plan, Bench& bench) {
    std::vector<std::string> known;
    if (!plan.unit.empty()) {
        for (const auto* name : {"Result", "ExecMainExitTimestamp"})
            if (auto value = property(plan.ended, name); !value.empty())
                known.push_back(std::move(value));
    }
    if (const auto time = started_by_cron(picture, plan)) known.push_back(minute_text(*time));
    const auto output = read_output(plan.output);
    if (output.complete) known.emplace_back("SAFR Backup Complete.");
    if (!output.failure.empty()) known.push_back(output.failure);
    if (const auto status = failed_by_cron(picture, plan); !status.empty())
        known.push_back("exit status " + status);
    const auto& by = plan.unit.empty() ? plan.runner : plan.unit;
    bench.note("backups.last_run",
               (by.empty() ? plan.item : by) + ": " + (known.empty() ? "not told" : joined(known)));
}

void judge_plan(const Picture& picture, const Plan& plan, Bench& bench) {
    for (const auto& line : plan.lines)
        bench.note("backups.schedule", line.source + ": " + line.line);
    tell_last(picture, plan, bench);
    if (plan.unit.empty()) return;
    const auto result = property(plan.ended, "Result");
    if (!result.empty() && result != "success")
        bench.find("backups.schedule_failed", Severity::warning,
                   {{"unit", plan.unit},
                    {"result", result},
                    {"status", property(plan.ended, "ExecMainStatus")}},
                   {plan.item});
    const auto timer = property(plan.timer, "ActiveState");
    if (!timer.empty() && timer != "active")
        bench.find("backups.timer_off", Severity::warning, {{"unit", plan.unit}, {"state", timer}},
                   {plan.item});
}

template <class Is>
bool any_line(const Picture& picture, Is is) {
    return std::ranges::any_of(
        picture.plans, [&](const Plan& plan) { return std::ranges::any_of(plan.lines, is); });
}

/// Images are in it, or may be: what backup.py made and nobody read or scheduled.
bool may_hold_objects(const Backup& backup) {
    if (backup.special) return false;
    if (backup.contents.empty()) return backup.kind == "SAFR";
    return backup.contents == "full" || backup.contents == "database and objects" ||
           backup.contents == "objects only";
}

}  // namespace

void judge_schedules(const Picture& picture, Bench& bench) {
    for (const auto& plan : picture.plans) judge_plan(picture, plan, bench);
    if (!picture.safr) return;
    const bool redundant = picture.needs_images_alone();
    const bool local = picture.objects_are_local();
    const bool saves_objects = any_line(
        picture, [](const Scheduled& line) { return !line.skips_objects && !line.mongodump; });
    const bool saves_database =
        any_line(picture, [](const Scheduled& line) { return !line.objects_only; });
    if (redundant && local && !saves_objects &&
        std::ranges::none_of(picture.backups, may_hold_objects))
        bench.find("backups.node_needs_objects", Severity::warning, {{"role", picture.role}},
                   {"data.objects", "run"});
    // Each server with images of its own must have them in a backup of its own (safr-facts 4.1).
    if (local && picture.role != "simple" && !picture.others.empty())
        bench.find("backups.other_nodes", Severity::info, {{"nodes", joined(picture.others)}},
                   {"run", "data.objects"});
    if (redundant) return;
    if (picture.plans.empty())
        bench.find("backups.no_schedule", Severity::warning, {}, {"run"});
    else if (!saves_database)
        bench.find("backups.no_database_saved", Severity::warning, {}, {"schedule.1"});
    else if (!saves_objects)
        // Storage of its own is what nobody else saves.
        bench.find("backups.objects_skipped", local ? Severity::warning : Severity::info, {},
                   {"schedule.1", "data.objects"});
}

}  // namespace diag::backups
