// SPDX-License-Identifier: Apache-2.0
// What is said before a worker is ended, and which one of several is.
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "agent/run/assignment.hpp"
#include "agent/run/worker.hpp"
#include "agent/run/workers.hpp"
#include "tests/main.hpp"

using namespace diag;
using namespace diag::run;
using exchange::Ending;

namespace {

const bool can_be_worker = (test::act_as_worker = work, true);

/// A worker that does nothing but be there: it waits for a program that sleeps.
WorkerProcess sleeping(const Budget& budget, std::vector<std::string>& said) {
    PassAssignment assignment;
    assignment.attachments.push_back({.name = "silent", .argv = {"sleep", "600"}});
    assignment.keep = false;
    auto worker =
        WorkerProcess::start(to_text(assignment), -1, budget, [&said](const Frame& frame) {
            if (frame.kind == FrameKind::neared) said.push_back(frame.text);
        });
    REQUIRE(worker);
    return std::move(*worker);
}

Deadline in(milliseconds span) { return {system_clock().uptime() + span, span}; }

}  // namespace

TEST_CASE("limits: a worker is warned of before its time is over, with measure and limit") {
    REQUIRE(can_be_worker);
    std::vector<std::string> said;
    std::array one{sleeping({.patience = milliseconds{1500}}, said)};
    const auto deadline = in(milliseconds{30'000});
    while (serve_once(one, deadline)) CHECK(said.size() <= 1);

    REQUIRE(said.size() == 1);
    CHECK(said[0].find("of the 1500 ms that it may") != std::string::npos);
    CHECK(one[0].outcome().ending == Ending::timed_out);
    CHECK(one[0].outcome().note == "before: " + said[0]);
}

TEST_CASE(
    "limits: of workers that hold too much together the largest alone is ended, warned of first") {
    std::vector<std::string> said_small, said_large;
    std::array two{sleeping({}, said_small), sleeping({}, said_large)};
    const auto deadline = in(milliseconds{60'000});
    while (two[0].resident() == 0 || two[1].resident() == 0) REQUIRE(serve_once(two, deadline));
    const std::size_t most = two[0].resident() < two[1].resident() ? 1 : 0;
    const auto& said = most == 0 ? said_small : said_large;
    const auto together = two[0].resident() + two[1].resident();

    watch_together(two, together * 2);
    CHECK(said.empty());
    watch_together(two, together + together / 10);
    watch_together(two, together + together / 10);
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("of the " + std::to_string(together) + " bytes") != std::string::npos);
    CHECK_FALSE(two[most].over());

    watch_together(two, together - 1);
    REQUIRE(two[most].over());
    CHECK_FALSE(two[1 - most].over());
    const auto& outcome = two[most].outcome();
    CHECK(outcome.ending == Ending::out_of_memory);
    REQUIRE(outcome.overrun);
    CHECK(outcome.overrun->measured == together);
    CHECK(outcome.note.starts_with("held most of what all workers held together; before: "));
    two[1 - most].stop(Ending::cancelled);
}
