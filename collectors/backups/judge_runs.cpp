// SPDX-License-Identifier: Apache-2.0
// Did the last run that cron should have made make a backup? cron keeps no result, so what there is
// is compared with when there should be one, and with what the run wrote.
#include <algorithm>

#include "collectors/backups/cron.hpp"
#include "collectors/backups/cron_log.hpp"
#include "collectors/backups/last_run.hpp"
#include "collectors/backups/picture.hpp"

namespace diag::backups {
namespace {

using std::chrono::hours;

/// The median of what is between a backup's name and its last byte.
milliseconds usual_duration(const Picture& picture) {
    std::vector<milliseconds> spans;
    for (const auto& backup : picture.backups) {
        const auto span = backup.modified - backup.taken;
        if (backup.dated && !backup.special && span > milliseconds{0} && span < hours{24})
            spans.push_back(span);
    }
    if (spans.empty()) return milliseconds{0};
    std::ranges::sort(spans);
    return spans[spans.size() / 2];
}

/// What cron's log calls it; empty: cron does not run it.
std::string called_by_cron(const Plan& plan) {
    if (plan.runner.empty() || plan.lines.empty()) return {};
    if (!plan.folder.empty()) return plan.folder;
    const auto& first = plan.lines.front();
    if (first.source != plan.runner) return first.source;
    return first.mongodump ? "mongodump" : "backup.py";
}

/// A time at which a line should have run, and the earliest that a backup of that run may have.
struct Due {
    Time time{};
    Time from{};
};

/// The latest at or before `until`, of one line. Names and offsets are those of now: where clocks
/// were changed meanwhile an hour is forgiven, unless the line runs that often.
std::optional<Due> due_of(std::string_view line, Time until, std::chrono::seconds offset) {
    const auto cron = CronTime::of(line);
    const auto due = cron ? cron->last_due(until + offset) : std::nullopt;
    if (!due) return {};
    const auto before = cron->last_due(*due - std::chrono::minutes{1});
    const bool seldom = !before || *due - *before >= hours{2};
    return Due{*due - offset, *due - offset - (seldom ? hours{1} : hours{0})};
}

/// Of all lines that run what makes this backup.
std::optional<Due> due_of(const Plan& plan, const Scheduled& scheduled, Time until,
                          std::chrono::seconds offset) {
    // A crontab's own line says when; a script's is run when others say.
    if (scheduled.source == plan.runner && plan.folder.empty())
        return due_of(scheduled.line, until, offset);
    std::optional<Due> latest;
    for (const auto& line : plan.when)
        if (const auto due = due_of(line, until, offset);
            due && (!latest || due->time > latest->time))
            latest = due;
    return latest;
}

/// The newest backup of a place, or nullptr.
const Backup* newest_in(const Picture& picture, const Location& place) {
    const auto here = [&](const Backup& backup) {
        return !backup.special && backup.place == place.leads->path;
    };
    const auto found = std::ranges::find_if(picture.backups, here);
    return found == picture.backups.end() ? nullptr : &*found;
}

/// True when it told of one.
bool judge_line(const Picture& picture, const Plan& plan, const Scheduled& scheduled,
                Bench& bench) {
    const auto* place = picture.place_of(scheduled);
    if (!place || !place->leads || !place->failure.empty()) return false;
    constexpr double most_minutes = 1e7;  // 19 years
    const auto late =
        std::chrono::duration_cast<milliseconds>(std::chrono::duration<double, std::ratio<60>>(
            std::clamp(bench.limit("backups.schedule_late"), 0.0, most_minutes)));
    const auto until = picture.now - late - usual_duration(picture);
    const auto due = due_of(plan, scheduled, until, picture.utc_offset);
    // Before it was written it asked for nothing.
    if (!due || (plan.changed && *plan.changed >= due->time)) return false;
    const bool made = std::ranges::any_of(picture.backups, [&](const Backup& backup) {
        return !backup.special && backup.place == place->leads->path &&
               std::max(backup.modified, backup.taken) >= due->from;
    });
    if (made) return false;
    const auto* newest = newest_in(picture, *place);
    const auto start = started_by_cron(picture, plan);
    std::vector<std::string> rests{plan.item, "files." + place->number};
    if (start) rests.emplace_back("cron_log");
    bench.find("backups.schedule_missed", Severity::warning,
               {{"source", plan.runner},
                {"place", place->path},
                {"due", minute_text(due->time)},
                {"newest", newest ? minute_text(newest->taken) : "-"},
                {"started", start ? minute_text(*start) : "-"}},
               rests);
    return true;
}

}  // namespace

std::optional<Time> started_by_cron(const Picture& picture, const Plan& plan) {
    const auto name = called_by_cron(plan);
    return name.empty() ? std::nullopt : started(picture.cron_log, name);
}

std::string failed_by_cron(const Picture& picture, const Plan& plan) {
    // Of a directory cron tells only that one of its scripts failed.
    const auto name = called_by_cron(plan);
    return name.empty() || !plan.folder.empty() ? std::string{} : failed(picture.cron_log, name);
}

void judge_runs(const Picture& picture, Bench& bench) {
    for (const auto& plan : picture.plans) {
        if (plan.runner.empty()) continue;
        const auto output = read_output(plan.output);
        const auto status = failed_by_cron(picture, plan);
        if (!output.failure.empty())
            bench.find("backups.job_failed", Severity::warning,
                       {{"source", plan.runner}, {"line", output.failure}},
                       {plan.item, plan.output_item});
        else if (!status.empty())
            bench.find("backups.job_failed", Severity::warning,
                       {{"source", plan.runner}, {"line", "exit status " + status}},
                       {plan.item, "cron_log"});
        // That there is none at all is told already.
        if (!picture.safr || plan.other_zone || bench.found("backups.none")) continue;
        for (const auto& scheduled : plan.lines)
            if (judge_line(picture, plan, scheduled, bench)) break;
    }
}

}  // namespace diag::backups
