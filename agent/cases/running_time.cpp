// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/running_time.hpp"

#include <algorithm>

#include "agent/cases/dates.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

constexpr Time never = Time::max();
constexpr int most_days_off = 2 * 366;

/// `part` of a span that counts as `whole` and takes `takes`, both positive, rounded up.
milliseconds scaled(milliseconds part, milliseconds whole, milliseconds takes) {
    if (whole == takes) return part;
    return milliseconds{(part.count() * takes.count() + whole.count() - 1) / whole.count()};
}

}  // namespace

RunningTime::RunningTime(std::span<const Pause> pauses) {
    std::vector<Span> all;
    for (const auto& each : pauses)
        if (const auto until = each.until.value_or(never); until > each.from)
            all.push_back({each.from, until});
    std::sort(all.begin(), all.end(),
              [](const Span& one, const Span& two) { return one.from < two.from; });
    for (const auto& each : all) {
        if (!paused_.empty() && each.from <= paused_.back().until)
            paused_.back().until = std::max(paused_.back().until, each.until);
        else
            paused_.push_back(each);
    }
}

std::optional<Time> RunningTime::after(Time from, milliseconds span) const {
    auto at = from;
    for (const auto& pause : paused_) {
        if (pause.until <= at) continue;
        // What is due at the moment a pause begins is due then.
        if (const auto free = pause.from - at; free.count() > 0) {
            if (span <= free) return at + span;
            span -= free;
        }
        if (pause.until == never) return std::nullopt;
        at = pause.until;
    }
    return at + span;
}

Result<std::optional<Time>> RunningTime::after_business_days(Time from, int count,
                                                             const Calendar& calendar) const {
    const milliseconds whole = calendar.closes - calendar.opens;
    auto left = whole * count;
    auto day = floor<days>(calendar.zone.local(from)) - days{1};
    for (int off = 0; off < most_days_off; day += days{1}) {
        const auto hours = hours_on(calendar, day);
        ++off;
        if (!hours || hours->end <= from) continue;
        off = 0;
        // Parts of the day that count, one after the other.
        for (auto at = std::max(from, hours->begin); at < hours->end;) {
            const auto pause = std::find_if(paused_.begin(), paused_.end(),
                                            [at](const Span& each) { return each.until > at; });
            const auto stop =
                pause == paused_.end() ? hours->end : std::min(pause->from, hours->end);
            if (stop > at) {
                const auto needed = scaled(left, whole, hours->end - hours->begin);
                if (needed <= stop - at) return std::optional{at + needed};
                left -= scaled(stop - at, hours->end - hours->begin, whole);
                if (left <= milliseconds{0}) return std::optional{stop};
            }
            if (stop == hours->end) break;
            if (pause->until == never) return std::optional<Time>{};
            at = pause->until;
        }
    }
    return Error{Fault::malformed, "the calendar has no business day within two years of " +
                                       local_text(calendar.zone, from)};
}

}  // namespace diag::cases
