// SPDX-License-Identifier: Apache-2.0
// What a service noted, made up run by run.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "agent/availability/timeline.hpp"

namespace diag::test {

using availability::Class;
using availability::Run;
using availability::State;

/// 2026-10-01T00:00:00Z.
inline constexpr std::int64_t october = 1'790'812'800;

/// Runs of one life of the machine after another, a minute a sample, without a hole.
struct History {
    std::vector<Run> runs;
    std::int64_t now = october;
    std::int64_t uptime = 1'000;
    std::uint32_t boot = 7;

    History& state(State state, int minutes) {
        runs.push_back({.start = now,
                        .uptime = static_cast<std::uint32_t>(uptime),
                        .boot = boot,
                        .span = static_cast<std::uint16_t>((minutes - 1) * 60),
                        .state = state});
        return pass(minutes * 60);
    }
    /// Time in which nothing is noted.
    History& pass(std::int64_t seconds) {
        now += seconds;
        uptime += seconds;
        return *this;
    }
    /// Somebody sets the wall clock.
    History& set_clock(std::int64_t seconds) {
        now += seconds;
        return *this;
    }
    /// Off for `off` seconds, then so long until the service begins.
    History& restart(std::int64_t off, std::int64_t until_service) {
        now += off + until_service;
        uptime = until_service;
        ++boot;
        return *this;
    }
};

inline std::int64_t seconds_of(const std::vector<availability::Span>& spans, Class what) {
    std::int64_t seconds = 0;
    for (const auto& span : spans)
        if (span.what == what) seconds += span.window.until - span.window.from;
    return seconds;
}

/// "up 900, cloud 60": the classes in order with their seconds.
inline std::string in_words(const std::vector<availability::Span>& spans) {
    std::string words;
    for (const auto& span : spans)
        words += (words.empty() ? "" : ", ") + std::string(name_of(span.what)) + " " +
                 std::to_string(span.window.until - span.window.from);
    return words;
}

/// TZ for as long as it lives. POSIX rules, so that no file of time zones is needed.
class Zone {
public:
    explicit Zone(const char* rule) {
        const char* before = std::getenv("TZ");
        before_ = before ? before : "";
        had_ = before != nullptr;
        ::setenv("TZ", rule, 1);
        ::tzset();
    }
    ~Zone() {
        if (had_)
            ::setenv("TZ", before_.c_str(), 1);
        else
            ::unsetenv("TZ");
        ::tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

private:
    std::string before_;
    bool had_ = false;
};

inline constexpr const char* madrid = "CET-1CEST,M3.5.0,M10.5.0/3";

}  // namespace diag::test
