// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/timeline.hpp"

#include <algorithm>
#include <map>

namespace diag::availability {
namespace {

constexpr std::array<std::string_view, classes> names{
    "up", "cloud", "partial", "planned", "network", "dns", "proxy", "machine", "agent", "unknown"};
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

void add(std::vector<Span>& pieces, std::int64_t from, std::int64_t until, Class what) {
    if (from < until) pieces.push_back({{from, until}, what});
}

/// What was between `end`, where `run` ends, and the beginning of `next`.
void add_between(const Run& run, std::int64_t end, const Run& next, std::vector<Span>& pieces) {
    if (run.boot == next.boot) {
        const auto waited = std::int64_t{next.uptime} - run.uptime - run.span;
        const auto passed = next.start - last_sample(run);
        const bool agree = std::abs(passed - waited) <= tolerance;
        return add(pieces, end, next.start, agree ? Class::agent : Class::unknown);
    }
    const auto started = next.start - next.uptime;
    // A machine that started before its last sample: one of the clocks was wrong.
    if (started < end) return add(pieces, end, next.start, Class::unknown);
    add(pieces, end, started, Class::machine);
    add(pieces, started, next.start, Class::agent);
}

std::vector<Span> pieces_of(const std::vector<Run>& runs) {
    std::vector<Span> pieces;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto& run = runs[i];
        const auto* next = i + 1 < runs.size() ? &runs[i + 1] : nullptr;
        const bool seamless = next && follows(run, *next);
        // Of an outage nothing is known after its last sample.
        const auto unseen = run.state == State::down ? std::int64_t{0} : run.period;
        const auto end = seamless ? next->start : last_sample(run) + unseen;
        add(pieces, run.start, end, class_of(run.state));
        if (next && !seamless) add_between(run, end, *next, pieces);
    }
    return pieces;
}

/// Where something begins or ends: how many pieces there are of each class from here on.
struct Change {
    std::array<int, classes> pieces{};
    int planned = 0;
};

Class class_at(const Change& now) {
    int all = 0;
    auto what = Class::unknown;
    for (std::size_t i = 0; i < classes; ++i) {
        all += now.pieces.at(i);
        if (now.pieces.at(i) > 0) what = static_cast<Class>(i);
    }
    if (all != 1) what = Class::unknown;
    const bool excused = what == Class::cloud || what == Class::partial || what == Class::unknown;
    return now.planned > 0 && excused ? Class::planned : what;
}

}  // namespace

std::string_view name_of(Class what) { return names.at(static_cast<std::size_t>(what)); }

std::vector<Span> timeline(const std::vector<Run>& runs, const std::vector<Window>& planned,
                           const Window& window) {
    std::map<std::int64_t, Change> changes;
    const auto clipped = [&](std::int64_t at) { return std::clamp(at, window.from, window.until); };
    for (const auto& piece : pieces_of(runs)) {
        const auto what = static_cast<std::size_t>(piece.what);
        ++changes[clipped(piece.window.from)].pieces.at(what);
        --changes[clipped(piece.window.until)].pieces.at(what);
    }
    for (const auto& each : planned) {
        ++changes[clipped(each.from)].planned;
        --changes[clipped(each.until)].planned;
    }
    changes.try_emplace(window.from);
    changes.erase(window.until);
    std::vector<Span> spans;
    Change now;
    for (auto at = changes.begin(); at != changes.end(); ++at) {
        for (std::size_t i = 0; i < classes; ++i) now.pieces.at(i) += at->second.pieces.at(i);
        now.planned += at->second.planned;
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
