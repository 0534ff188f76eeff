// SPDX-License-Identifier: Apache-2.0
#include "agent/line/pause.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

using namespace diag;
using namespace diag::line;
using namespace std::chrono_literals;

namespace {

/// The machine's clock, whose wall time is `ahead` of it.
struct Jumping final : Clock {
    Time now() override { return system_clock().now() + ahead.load(); }
    milliseconds uptime() override { return system_clock().uptime(); }
    void sleep(milliseconds span) override { system_clock().sleep(span); }
    std::atomic<milliseconds> ahead = 0ms;
};

/// How long `wait` takes while `meanwhile` happens after 100 ms.
template <class Wait, class Meanwhile>
milliseconds time_of(Wait wait, Meanwhile meanwhile) {
    const std::jthread other([&] {
        std::this_thread::sleep_for(100ms);
        meanwhile();
    });
    const auto from = system_clock().uptime();
    wait();
    return system_clock().uptime() - from;
}

}  // namespace

TEST_CASE("line: a pause lasts its time, unless somebody hurries or ends it") {
    Pause pause;

    CHECK(time_of([&] { CHECK(pause.wait(300ms)); }, [] {}) >= 300ms);
    CHECK(time_of([&] { CHECK_FALSE(pause.wait(20s)); }, [&] { pause.hurry(); }) < 5s);
    CHECK(time_of([&] { CHECK(pause.wait(300ms, false)); }, [&] { pause.hurry(); }) >= 300ms);
    CHECK(time_of([&] { CHECK_FALSE(pause.wait(20s, false)); }, [&] { pause.end(); }) < 5s);
    CHECK_FALSE(pause.wait(20s));
}

TEST_CASE("line: a machine that slept does not wait to the end of the pause") {
    Jumping clock;
    Pause pause(clock, 50ms);
    const auto sleep = [&] { clock.ahead.store(clock.ahead.load() + 31s); };

    CHECK(time_of([&] { CHECK_FALSE(pause.wait(20s)); }, sleep) < 5s);
    CHECK(time_of([&] { CHECK(pause.wait(300ms, false)); }, sleep) >= 300ms);
}

TEST_CASE("line: a clock that is set right by some seconds ends no pause") {
    Jumping clock;
    Pause pause(clock, 50ms);

    CHECK(time_of([&] { CHECK(pause.wait(300ms)); }, [&] { clock.ahead.store(20s); }) >= 300ms);
}
