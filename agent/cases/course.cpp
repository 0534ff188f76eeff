// SPDX-License-Identifier: Apache-2.0
// What the entries of a case come to.
#include <algorithm>

#include "agent/cases/entry.hpp"

namespace diag::cases {
namespace {

/// A close ends every clock.
bool meets(Kind kind, Clock clock) {
    switch (kind) {
        case Kind::responded:
            return clock == Clock::response;
        case Kind::noticed:
            return clock == Clock::notice;
        default:
            return kind == Kind::closed;
    }
}

}  // namespace

Course History::course() const {
    Course course{.severity = severity()};
    for (const auto& entry : entries_) switch (entry.kind) {
            case Kind::opened:
                course = {.severity = severity(), .opened = entry.at};
                break;
            case Kind::responded:
                if (!course.responded)
                    course.responded = entry.at;
                else
                    course.updates.push_back(entry.at);
                break;
            case Kind::updated:
                course.updates.push_back(entry.at);
                break;
            case Kind::noticed:
                course.noticed = entry.at;
                break;
            case Kind::paused:
                course.pauses.push_back({entry.at, {}});
                break;
            case Kind::resumed:
                course.pauses.back().until = entry.at;
                break;
            case Kind::closed:
                course.closed = entry.at;
                break;
            case Kind::severity:
                break;
        }
    return course;
}

Result<std::vector<Due>> History::clocks(const Calendar& calendar, Time now) const {
    auto all = dues(course(), calendar, now);
    if (!all) return all.error();
    for (auto& due : *all) {
        const auto entry = std::ranges::find_if(entries_, [&](const Entry& each) {
            return due.met == each.at && meets(each.kind, due.clock);
        });
        if (entry != entries_.end()) due.noted = entry->noted_later();
    }
    return all;
}

json::array History::to_json() const {
    json::array all;
    for (const auto& each : entries_) {
        json::object entry{{"kind", name_of(each.kind)},
                           {"at", to_text(each.at)},
                           {"by", each.by},
                           {"reason", each.reason}};
        if (const auto noted = each.noted_later()) entry["noted"] = to_text(*noted);
        if (each.severity) entry["severity"] = name_of(*each.severity);
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace diag::cases
