// SPDX-License-Identifier: Apache-2.0
#include "tests/service/site.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::service;

TEST_CASE("service: what was granted runs after a try of the way, also without a line") {
    Served site;
    site.has(first, Stage::granted);
    site.looks();
    REQUIRE(site.wants<TryWay>().size() == 1);
    CHECK(site.wants<StartRun>().empty());
    site.happens(Probed{});
    REQUIRE(site.wants<StartRun>().size() == 1);
    CHECK(site.wants<StartRun>()[0].request == first);
}

TEST_CASE("service: what waits, was declined or is another's does not run") {
    for (const auto stage :
         {Stage::waiting, Stage::declined, Stage::done, Stage::failed, Stage::revoked}) {
        Served site;
        site.has(first, stage);
        site.looks();
        CHECK(site.wants<TryWay>().empty());
    }
    Served site;
    site.has(first, Stage::granted).carried_out = true;
    site.looks();
    CHECK(site.wants<TryWay>().empty());
}

TEST_CASE("service: one run at a time, in the order requests came") {
    Served site;
    site.has(first, Stage::granted);
    site.has(second, Stage::granted);
    site.looks();
    CHECK(site.wants<TryWay>().size() == 1);
    site.looks();
    CHECK(site.wants<TryWay>().empty());
    site.happens(Probed{});
    REQUIRE(site.wants<StartRun>().size() == 1);
    CHECK(site.wants<StartRun>()[0].request == first);

    site.has(first, Stage::done);
    site.happens(RunEnded{first, ""});
    CHECK(site.wants<TryWay>().size() == 1);
    site.looks();
    CHECK(site.wants<TryWay>().empty());
    site.happens(Probed{});
    REQUIRE(site.wants<StartRun>().size() == 1);
    CHECK(site.wants<StartRun>()[0].request == second);
}

TEST_CASE("service: a way that lets nothing through is told to desk and log and stops no run") {
    Served site;
    site.line_comes_up();
    site.has(first, Stage::granted);
    site.looks();
    site.happens(Probed{"the server answered 413", 0});
    CHECK(site.wants<StartRun>().size() == 1);
    CHECK(site.says("413"));
    site.has(first, Stage::running).carried_out = true;
    site.looks();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].why.find("413") != std::string::npos);
}

TEST_CASE("service: a request revoked while the way was tried does not run") {
    Served site;
    site.has(first, Stage::granted);
    site.looks();
    site.has(first, Stage::revoked);
    site.looks();
    site.happens(Probed{});
    CHECK(site.wants<StartRun>().empty());
}

TEST_CASE(
    "service: progress goes to the desk at most twice a second, and its last word is not lost") {
    Served site;
    site.line_comes_up();
    site.runs(first);
    int told = 0;
    for (int i = 0; i < 100; ++i) {
        site.now += 20ms;
        site.happens(RunMoved{"logs", i / 100.0, static_cast<std::uint64_t>(i)});
        told += static_cast<int>(site.sends<line::Moved>().size());
    }
    CHECK(told <= 5);
    CHECK(told >= 4);
    CHECK(site.agent.next(site.now) <= site.now + 500ms);
    site.passes(500ms);
    REQUIRE(site.sends<line::Moved>().size() == 1);
    CHECK(site.sends<line::Moved>()[0].request == first);
    CHECK(site.sends<line::Moved>()[0].bytes == 99);
    site.passes(500ms);
    CHECK(site.sends<line::Moved>().empty());
}

TEST_CASE("service: a run that was killed is failed, with how it ended") {
    Served site;
    site.line_comes_up();
    site.runs(first);
    site.happens(RunEnded{first, "it was killed (signal 9)"});
    CHECK(site.wants<Look>().size() == 1);
    site.has(first, Stage::running);
    site.looks();
    REQUIRE(site.wants<FailRun>().size() == 1);
    CHECK(site.wants<FailRun>()[0].request == first);
    CHECK(site.wants<FailRun>()[0].why == "it was killed (signal 9)");
}

TEST_CASE("service: a request that runs and that no process carries out is failed at the start") {
    Served site;
    site.has(first, Stage::running);
    site.has(second, Stage::running).carried_out = true;
    site.looks();
    REQUIRE(site.wants<FailRun>().size() == 1);
    CHECK(site.wants<FailRun>()[0].request == first);
    CHECK(site.wants<FailRun>()[0].why == "the agent was stopped while it ran");
}

TEST_CASE("service: a run of another process is watched, in case nobody tells how it ended") {
    Served site;
    site.has(first, Stage::running).carried_out = true;
    site.looks();
    CHECK(site.agent.next(site.now) <= site.now + 1min);
    site.passes(61s);
    CHECK(site.wants<Look>().size() == 1);
}

TEST_CASE("service: what does not hold when it is proven again is declined, once") {
    Served site;
    site.has(first, Stage::granted);
    site.looks();
    site.happens(Probed{});
    site.happens(RunEnded{first, "the engineer was revoked", true});
    site.looks();
    REQUIRE(site.wants<Decline>().size() == 1);
    CHECK(site.wants<Decline>()[0].why == "the engineer was revoked");
    CHECK(site.wants<TryWay>().empty());
    site.looks();
    CHECK(site.wants<Decline>().empty());
    CHECK(site.wants<TryWay>().empty());
}

TEST_CASE("service: when it is to stop, a run is ended, on record as failed, and then it is over") {
    Served site;
    site.line_comes_up();
    site.runs(first);
    site.happens(StopAsked{});
    CHECK(site.wants<StopRun>().size() == 1);
    CHECK(site.wants<End>().empty());
    site.happens(RunEnded{first, "ended by signal 15"});
    REQUIRE(site.wants<FailRun>().size() == 1);
    CHECK(site.wants<FailRun>()[0].why == "the agent was stopped while it ran");
    CHECK(site.wants<End>().size() == 1);
    site.has(second, Stage::granted);
    site.looks();
    CHECK(site.wants<TryWay>().empty());
    CHECK(site.wants<End>().empty());
}

TEST_CASE("service: when nothing is under way it ends at once") {
    Served site;
    site.happens(StopAsked{});
    CHECK(site.wants<End>().size() == 1);
}

TEST_CASE("service: a run that something here kept from beginning is tried again, not declined") {
    Served site;
    site.has(first, Stage::granted);
    site.looks();
    site.happens(Probed{});
    site.happens(RunEnded{first, "agent.toml:3: collect.cores: expected a whole number", false});
    site.looks();
    CHECK(site.wants<Decline>().empty());
    CHECK(site.wants<TryWay>().empty());
    site.passes(11min);
    CHECK(site.wants<TryWay>().size() == 1);
}
