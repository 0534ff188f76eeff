// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/timeline.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

namespace diag::availability {
namespace {

constexpr std::array<std::string_view, classes> names{"up",      "cloud",   "partial", "planned",
                                                      "lan",     "network", "dns",     "proxy",
                                                      "machine", "agent",   "unknown"};
// Whole seconds of two clocks, and what ntpd adjusts between two samples.
constexpr std::int64_t tolerance = 3;

Class class_of(State state) {
    switch (state) {
        case State::up:
            return Class::up;
        case State::partial:
            return Class::partial;
        case State::down:
            return Class::cloud;
        case State::network:
            return Class::network;
        case State::dns:
            return Class::dns;
        case State::proxy:
            return Class::proxy;
        case State::lan:
            return Class::lan;
        case State::unknown:
            break;
    }
    return Class::unknown;
}

std::int64_t last_sample(const Run& run) { return run.start + run.span; }

/// Whether `next` is the sample that was due, but for the time that asking takes. An outage goes on
/// no longer unseen than within a run (Recorder): a sample that is missing is nobody's fault.
bool follows(const Run& run, const Run& next) {
    const auto waited = std::int64_t{next.uptime} - run.uptime - run.span;
    const auto passed = next.start - last_sample(run);
    const std::int64_t periods_by_two = run.state == State::down ? 3 : 4;
    return run.boot == next.boot && waited >= 0 && 2 * waited <= periods_by_two * run.period &&
           passed >= 0 && std::abs(passed - waited) <= tolerance;
}

/// What was seen, and what is told of the time between.
struct Pieces {
    std::vector<Span> seen, gaps;
};

void add(std::vector<Span>& pieces, std::int64_t from, std::int64_t until, Class what) {
    if (from < until) pieces.push_back({{from, until}, what});
}

/// What was between `end`, where `run` ends, and the beginning of `next`.
void add_between(const Run& run, std::int64_t end, const Run& next, std::vector<Span>& gaps) {
    if (run.boot == next.boot) {
        const auto waited = std::int64_t{next.uptime} - run.uptime - run.span;
        const auto passed = next.start - last_sample(run);
        const bool agree = std::abs(passed - waited) <= tolerance;
        return add(gaps, end, next.start, agree ? Class::agent : Class::unknown);
    }
    const auto started = next.start - next.uptime;
    // A machine that started before its last sample: one of the clocks was wrong.
    if (started < end) return add(gaps, end, next.start, Class::unknown);
    add(gaps, end, started, Class::machine);
    add(gaps, started, next.start, Class::agent);
}

Pieces pieces_of(const std::vector<Run>& runs) {
    Pieces pieces;
    bool reached = false;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto& run = runs[i];
        const auto* next = i + 1 < runs.size() ? &runs[i + 1] : nullptr;
        const bool seamless = next && follows(run, *next);
        // Of an outage nothing is known after its last sample.
        const auto unseen = run.state == State::down ? std::int64_t{0} : run.period;
        const auto end = seamless ? next->start : last_sample(run) + unseen;
        reached |= answered(run);
        const auto what = class_of(run.state);
        add(pieces.seen, run.start, end, what == Class::cloud && !reached ? Class::unknown : what);
        if (next && !seamless) add_between(run, end, *next, pieces.gaps);
    }
    return pieces;
}

/// Where something begins or ends: how many pieces there are of each class from here on.
struct Change {
    std::array<int, classes> seen{}, gaps{};
    int planned = 0;

    void operator+=(const Change& other) {
        for (std::size_t i = 0; i < classes; ++i) seen.at(i) += other.seen.at(i);
        for (std::size_t i = 0; i < classes; ++i) gaps.at(i) += other.gaps.at(i);
        planned += other.planned;
    }
};

/// The one class there is; unknown where there are several, nothing where there is none.
std::optional<Class> only_one(const std::array<int, classes>& pieces) {
    std::optional<Class> what;
    for (std::size_t i = 0; i < classes; ++i) {
        if (pieces.at(i) == 0) continue;
        what = what || pieces.at(i) > 1 ? Class::unknown : static_cast<Class>(i);
    }
    return what;
}

Class class_at(const Change& now) {
    // A clock that was set makes up a gap as long as it was set by, over all that was seen there.
    const auto seen = only_one(now.seen);
    const auto what = seen ? *seen : only_one(now.gaps).value_or(Class::unknown);
    const bool excused = what == Class::cloud || what == Class::partial || what == Class::unknown;
    return now.planned > 0 && excused ? Class::planned : what;
}

}  // namespace

std::string_view name_of(Class what) { return names.at(static_cast<std::size_t>(what)); }

std::vector<Span> timeline(const std::vector<Run>& runs, const std::vector<Window>& planned,
                           const Window& window) {
    std::map<std::int64_t, Change> changes;
    const auto clipped = [&](std::int64_t at) { return std::clamp(at, window.from, window.until); };
    const auto mark = [&](const Span& piece, std::array<int, classes> Change::*kind) {
        const auto what = static_cast<std::size_t>(piece.what);
        ++(changes[clipped(piece.window.from)].*kind).at(what);
        --(changes[clipped(piece.window.until)].*kind).at(what);
    };
    const auto pieces = pieces_of(runs);
    for (const auto& piece : pieces.seen) mark(piece, &Change::seen);
    for (const auto& piece : pieces.gaps) mark(piece, &Change::gaps);
    for (const auto& each : planned) {
        ++changes[clipped(each.from)].planned;
        --changes[clipped(each.until)].planned;
    }
    changes.try_emplace(window.from);
    changes.erase(window.until);
    std::vector<Span> spans;
    Change now;
    for (auto at = changes.begin(); at != changes.end(); ++at) {
        now += at->second;
        const auto until = std::next(at) == changes.end() ? window.until : std::next(at)->first;
        const auto what = class_at(now);
        if (!spans.empty() && spans.back().what == what)
            spans.back().window.until = until;
        else if (at->first < until)
            spans.push_back({{at->first, until}, what});
    }
    return spans;
}

}  // namespace diag::availability
