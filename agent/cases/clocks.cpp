// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/clocks.hpp"

#include <algorithm>
#include <array>

#include "agent/cases/running_time.hpp"
#include "platform/text.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

/// Support agreement, "Severity and clocks".
struct Terms {
    std::string_view name;
    hours response{0};  ///< of a clock that never stops, or
    int response_days = 0;
    bool updates = false;
    days notice{0};  ///< calendar days
};
constexpr std::array<Terms, 3> agreed{{
    {.name = "high", .response = hours{4}, .updates = true, .notice = days{3}},
    {.name = "medium", .response_days = 1, .updates = true, .notice = days{7}},
    {.name = "low", .response_days = 3, .notice = days{21}},
}};
constexpr hours between_updates{24};

const Terms& terms_of(Severity severity) { return agreed[static_cast<std::size_t>(severity)]; }

constexpr std::array<std::string_view, 3> clock_names{"response", "update", "notice"};
constexpr std::array<std::string_view, 6> state_names{"met",     "met_late", "due",
                                                      "overdue", "paused",   "dropped"};

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

/// One clock as it stands: it was to be met by `at`, which is nothing while a pause holds it.
Due standing(Clock clock, std::optional<Time> at, std::optional<Time> met,
             std::optional<Time> closed, Time now) {
    if (met) return {clock, at && *met > *at ? State::met_late : State::met, at, met};
    const auto until = closed.value_or(now);
    // The close ends what was owed: it came late, and nobody waits for it any more.
    if (at && *at < until)
        return closed ? Due{clock, State::met_late, at, closed}
                      : Due{clock, State::overdue, at, {}};
    if (closed) return {clock, State::dropped, at, {}};
    return {clock, at ? State::due : State::paused, at, {}};
}

/// Without what has not happened yet.
Course known_by(Course course, Time now) {
    for (auto* const each : {&course.responded, &course.noticed, &course.closed})
        if (*each && **each > now) each->reset();
    std::erase_if(course.updates, [now](Time each) { return each > now; });
    std::erase_if(course.pauses, [now](const Pause& each) { return each.from > now; });
    for (auto& pause : course.pauses)
        if (pause.until && *pause.until > now) pause.until.reset();
    return course;
}

/// A day after each word the next is due: the one that nobody had yet, and how many came late.
Due update_of(const Course& course, const RunningTime& running, Time now) {
    auto words = course.updates;
    if (course.responded) words.push_back(*course.responded);
    std::ranges::sort(words);
    auto last = course.opened;
    std::size_t late = 0;
    for (const auto word : words) {
        const auto at = running.after(last, between_updates);
        if (at && *at < word) ++late;
        last = std::max(last, word);
    }
    auto due =
        standing(Clock::update, running.after(last, between_updates), {}, course.closed, now);
    due.late = late;
    return due;
}

}  // namespace

std::string_view name_of(Severity severity) { return terms_of(severity).name; }
std::string_view name_of(Clock clock) { return clock_names[static_cast<std::size_t>(clock)]; }
std::string_view name_of(State state) { return state_names[static_cast<std::size_t>(state)]; }
std::optional<Clock> clock_named(std::string_view name) { return named<Clock>(clock_names, name); }
std::optional<State> state_named(std::string_view name) { return named<State>(state_names, name); }

std::optional<Severity> severity_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Severity>, 13> words{{
        {"high", Severity::high},
        {"1", Severity::high},
        {"alta", Severity::high},
        {"alto", Severity::high},
        {"critical", Severity::high},
        {"medium", Severity::medium},
        {"2", Severity::medium},
        {"media", Severity::medium},
        {"m\u00E9dia", Severity::medium},
        {"low", Severity::low},
        {"3", Severity::low},
        {"baja", Severity::low},
        {"baixa", Severity::low},
    }};
    const auto wanted = lowered(name);
    for (const auto& [word, severity] : words)
        if (word == wanted) return severity;
    return std::nullopt;
}

Result<std::vector<Due>> dues(const Course& whole, const Calendar& calendar, Time now) {
    const auto course = known_by(whole, now);
    const auto& terms = terms_of(course.severity);
    const RunningTime running(course.pauses);
    std::vector<Due> all;

    std::optional<Time> response = running.after(course.opened, terms.response);
    if (terms.response_days > 0) {
        const auto at = running.after_business_days(course.opened, terms.response_days, calendar);
        if (!at) return at.error();
        response = *at;
    }
    all.push_back(standing(Clock::response, response, course.responded, course.closed, now));

    if (terms.updates) all.push_back(update_of(course, running, now));

    const auto local = calendar.zone.local(course.opened) + terms.notice;
    const auto span = calendar.zone.instant(local) - course.opened;
    const auto met = course.noticed ? course.noticed : course.closed;
    all.push_back(
        standing(Clock::notice, running.after(course.opened, span), met, course.closed, now));
    return all;
}

const Due* next_of(std::span<const Due> all) {
    const Due* next = nullptr;
    for (const auto& each : all) {
        if (each.state != State::due && each.state != State::overdue) continue;
        if (!next || *each.at < *next->at) next = &each;
    }
    return next;
}

}  // namespace diag::cases
