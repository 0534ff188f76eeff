// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/recorder.hpp"

#include <doctest.h>

#include "agent/availability/timeline.hpp"
#include "tests/availability/history.hpp"

namespace diag::test {
namespace {

using availability::Recorder;
using std::chrono::seconds;

/// Samples once a minute, by clocks that a test moves.
struct Sampling {
    Recorder recorder{60};
    availability::Sample at{.time = Time{seconds{october}}, .uptime = seconds{500}, .boot = 1};
    std::vector<Run> written;

    Sampling& sample(State state, int times = 1) {
        for (int i = 0; i < times; ++i) {
            at.state = state;
            if (const auto run = recorder.take(at)) written.push_back(*run);
            at.time += seconds{60};
            at.uptime += seconds{60};
        }
        return *this;
    }
    std::vector<Run> all() {
        if (const auto run = recorder.finish()) written.push_back(*run);
        return written;
    }
};

TEST_CASE("availability: a quiet day is written as fewer than a hundred runs") {
    const auto runs = Sampling{}.sample(State::up, 1'440).all();

    CHECK(runs.size() <= 100);
    const auto spans = availability::timeline(runs, {}, {october, october + 86'400});
    CHECK(in_words(spans) == "up 86400");
}

TEST_CASE("availability: a change of state is a run of its own, and nothing between is lost") {
    const auto runs =
        Sampling{}.sample(State::up, 10).sample(State::down, 3).sample(State::up, 7).all();

    CHECK(runs.size() == 3);
    const auto spans = availability::timeline(runs, {}, {october, october + 1'200});
    CHECK(in_words(spans) == "up 600, cloud 180, up 420");
}

TEST_CASE("availability: an outage is on the disk within five minutes of samples") {
    Sampling sampling;
    sampling.sample(State::up).sample(State::down, 8);

    REQUIRE(sampling.written.size() == 2);
    CHECK(sampling.written.back().state == State::down);
    CHECK(sampling.written.back().span == 300);
}

TEST_CASE("availability: a wall clock that is set ends the run, whichever way") {
    for (const int jump : {-3'600, 3'600, -30, 30}) {
        Sampling sampling;
        sampling.sample(State::up, 5);
        sampling.at.time += seconds{jump};
        CAPTURE(jump);
        CHECK(sampling.sample(State::up, 5).all().size() == 2);
    }
}

TEST_CASE("availability: a wall clock that stands still makes no run longer than a sample") {
    Sampling sampling;
    for (int i = 0; i < 5; ++i) {
        sampling.sample(State::up);
        sampling.at.time -= seconds{60};
    }

    for (const auto& run : sampling.all()) CHECK(run.span == 0);
}

TEST_CASE("availability: a machine that started anew and a sample that was missed end the run") {
    Sampling restarted, late;
    restarted.sample(State::up, 2);
    restarted.at.boot = 2;
    late.sample(State::up, 2);
    late.at.time += seconds{120};
    late.at.uptime += seconds{120};

    CHECK(restarted.sample(State::up, 2).all().size() == 2);
    CHECK(late.sample(State::up, 2).all().size() == 2);
}

}  // namespace
}  // namespace diag::test
