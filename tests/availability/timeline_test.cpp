// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/timeline.hpp"

#include <doctest.h>

#include <random>

#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

using availability::Window;

/// One that was seen to answer before, long ago.
History reached() {
    History history;
    history.now -= 90'000;
    return history.state(State::up, 1).pass(90'000 - 60);
}

std::string day_of(const History& history, const std::vector<Window>& planned = {},
                   std::int64_t length = 3'600) {
    return in_words(availability::timeline(history.runs, planned, {october, october + length}));
}

TEST_CASE("availability: time that was never sampled is unknown") {
    CHECK(day_of({}) == "unknown 3600");
    CHECK(day_of(History{}.pass(1'200).state(State::up, 10)) ==
          "unknown 1200, up 600, unknown 1800");
}

TEST_CASE("availability: each state is told as whose it is, and a cloud that is down as its own") {
    History history;
    for (const auto state : {State::up, State::partial, State::down, State::network, State::dns,
                             State::proxy, State::unknown, State::lan})
        history.state(state, 5);

    CHECK(day_of(history, {}, 2'400) ==
          "up 300, partial 300, cloud 300, network 300, dns 300, proxy 300, unknown 300, lan 300");
}

TEST_CASE("availability: a service that did not run is told by both clocks") {
    const auto history = History{}.state(State::up, 10).pass(1'200).state(State::up, 30);

    CHECK(day_of(history) == "up 600, agent 1200, up 1800");
}

TEST_CASE("availability: a machine that was off is told from a service that began late") {
    const auto history = History{}.state(State::up, 10).restart(900, 300).state(State::up, 30);

    CHECK(day_of(history) == "up 600, machine 900, agent 300, up 1800");
}

TEST_CASE("availability: time that setting the clock forward made up is unknown") {
    const auto history = reached().state(State::down, 10).set_clock(1'200).state(State::up, 30);

    CHECK(day_of(history) == "cloud 540, unknown 1260, up 1800");
}

TEST_CASE("availability: time that is claimed twice, as the clock went back, is unknown") {
    const auto history = reached().state(State::down, 30).set_clock(-900).state(State::up, 45);

    CHECK(day_of(history) == "cloud 900, unknown 840, up 1860");
}

TEST_CASE("availability: under a clock that stands still no outage is the cloud's") {
    History history;
    history.state(State::up, 1);
    for (int i = 0; i < 20; ++i) history.set_clock(-60).state(State::down, 1);

    const auto spans = availability::timeline(history.runs, {}, {october, october + 3'600});
    CHECK(seconds_of(spans, Class::cloud) == 0);
}

TEST_CASE("availability: a clock that was wrong at the start of the machine makes no time off") {
    const auto history =
        History{}.state(State::up, 10).restart(900, 300).set_clock(-1'000).state(State::up, 30);

    CHECK(seconds_of(availability::timeline(history.runs, {}, {october, october + 3'600}),
                     Class::machine) == 0);
}

TEST_CASE(
    "availability: planned downtime takes the place of the cloud's fault, not of the site's") {
    const auto history = reached().state(State::down, 20).state(State::network, 20);
    const std::vector<Window> planned{{october + 600, october + 1'800}};

    CHECK(day_of(history, planned, 2'400) == "cloud 600, planned 600, network 1200");
    CHECK(day_of(History{}.state(State::up, 40), planned, 2'400) == "up 2400");
}

TEST_CASE("availability: whatever was noted, the classes add up to the whole, without a hole") {
    std::mt19937 dice(20'261'001);
    const auto roll = [&](int most) {
        return static_cast<int>(dice() % static_cast<unsigned>(most));
    };
    for (int turn = 0; turn < 500; ++turn) {
        History history;
        history.pass(roll(7'200));
        for (int i = roll(40); i > 0; --i) {
            history.state(static_cast<State>(roll(7)), 1 + roll(15));
            if (roll(4) == 0) history.pass(roll(5'000));
            if (roll(6) == 0) history.set_clock(roll(8'000) - 4'000);
            if (roll(8) == 0) history.restart(roll(4'000), roll(400));
        }
        const Window window{october + roll(3'600), october + 40'000 + roll(3'600)};
        const std::vector<Window> planned{{october + 5'000, october + 5'000 + roll(9'000)},
                                          {october + 9'000, october + 9'000 + roll(9'000)}};
        const auto spans = availability::timeline(history.runs, planned, window);

        REQUIRE_FALSE(spans.empty());
        CHECK(spans.front().window.from == window.from);
        CHECK(spans.back().window.until == window.until);
        for (std::size_t i = 1; i < spans.size(); ++i) {
            CHECK(spans[i].window.from == spans[i - 1].window.until);
            CHECK(spans[i].what != spans[i - 1].what);
        }
    }
}

TEST_CASE("availability: without a sample that says so, no second is the cloud's") {
    std::mt19937 dice(7);
    for (int turn = 0; turn < 300; ++turn) {
        History history;
        for (int i = 0; i < 30; ++i) {
            auto state = static_cast<State>(dice() % 7);
            if (state == State::down) state = State::unknown;
            history.state(state, 1 + static_cast<int>(dice() % 15));
            if (dice() % 3 == 0) history.pass(dice() % 5'000);
            if (dice() % 3 == 0) history.set_clock(static_cast<int>(dice() % 8'000) - 4'000);
            if (dice() % 5 == 0) history.restart(dice() % 4'000, dice() % 400);
        }
        const auto spans = availability::timeline(history.runs, {}, {october, october + 86'400});
        CHECK(seconds_of(spans, Class::cloud) == 0);
    }
}

TEST_CASE(
    "availability: a cloud that was never seen to answer is not known to be reached from here") {
    CHECK(day_of(History{}.state(State::down, 30).state(State::network, 30)) ==
          "unknown 1800, network 1800");
    CHECK(day_of(History{}.state(State::down, 20).state(State::up, 20).state(State::down, 20)) ==
          "unknown 1200, up 1200, cloud 1140, unknown 60");
    CHECK(day_of(History{}.state(State::partial, 30).state(State::down, 30)) ==
          "partial 1800, cloud 1740, unknown 60");
}

TEST_CASE("availability: a sample by a wrong clock takes nothing from what was proven") {
    // A proven outage; then the machine starts with its clock a month back, and it is set.
    const auto history = History{}
                             .state(State::up, 20)
                             .state(State::down, 20)
                             .state(State::up, 10)
                             .restart(60, 60)
                             .set_clock(-30 * 86'400)
                             .state(State::up, 1)
                             .set_clock(30 * 86'400)
                             .state(State::up, 5);

    const auto spans = availability::timeline(history.runs, {}, {october, october + 3'000});
    CHECK(in_words(spans) == "up 1200, cloud 1200, up 600");
}

TEST_CASE(
    "availability: an outage ends with its last sample where the next one did not come in time") {
    CHECK(day_of(reached().state(State::down, 10)) == "cloud 540, unknown 3060");
    const auto down = [](std::int64_t gap) {
        return day_of(reached().state(State::down, 10).pass(gap).state(State::up, 10), {}, 1'260);
    };
    CHECK(down(0) == "cloud 600, up 600, unknown 60");
    CHECK(down(30) == "cloud 630, up 600, unknown 30");
    CHECK(down(60) == "cloud 540, agent 120, up 600");
    CHECK(day_of(History{}.state(State::up, 10).pass(60).state(State::down, 10), {}, 1'260) ==
          "up 660, cloud 540, unknown 60");
}

}  // namespace
}  // namespace diag::test
