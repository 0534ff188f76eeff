// SPDX-License-Identifier: Apache-2.0
#include "tests/service/site.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::service;

TEST_CASE("service: it begins with a look at how things stand") {
    Served site;
    CHECK(site.wants<Look>().size() == 1);
    CHECK(site.wants<Send>().empty());
}

TEST_CASE("service: a document of the desk is proven here before anything else is done") {
    Served site;
    site.line_comes_up();
    site.hears(line::Asked{"signed"});
    REQUIRE(site.wants<Receive>().size() == 1);
    CHECK(site.wants<Receive>()[0].document == "signed");
    CHECK(site.wants<TryWay>().empty());
}

TEST_CASE("service: a refusal goes back with its reason, and nothing where no id can be read") {
    Served site;
    site.line_comes_up();
    site.happens(Received{first, "it is for another site"});
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].request == first);
    CHECK(site.sends<line::Staged>()[0].stage == "refused");
    CHECK(site.sends<line::Staged>()[0].why == "it is for another site");

    site.happens(Received{});
    CHECK(site.wants<Send>().empty());
}

TEST_CASE("service: a stage is said as it changes, once over one line") {
    Served site;
    site.line_comes_up();
    site.has(first, Stage::waiting);
    site.looks();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].stage == "waiting");
    site.looks();
    CHECK(site.sends<line::Staged>().empty());

    site.has(first, Stage::declined).asked.why = "not today";
    site.looks();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].why == "not today");
}

TEST_CASE("service: over each new line what the desk did not confirm is said again") {
    Served site;
    site.has(first, Stage::declined);
    site.has(second, Stage::declined).told.stage = "declined";
    site.looks();
    CHECK(site.sends<line::Staged>().empty());

    site.line_comes_up();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].request == first);
    site.happens(LineDown{"cut", 1s});
    site.line_comes_up();
    CHECK(site.sends<line::Staged>().size() == 1);
}

TEST_CASE("service: what the desk noted is kept, if it is the stage that holds") {
    Served site;
    site.has(first, Stage::declined);
    site.looks();
    site.line_comes_up();
    site.hears(line::Noted{first, "waiting"});
    CHECK(site.wants<KeepTold>().empty());

    site.hears(line::Noted{first, "declined"});
    REQUIRE(site.wants<KeepTold>().size() == 1);
    CHECK(site.wants<KeepTold>()[0].told == Told{"declined", false});
    site.happens(LineDown{"cut", 1s});
    site.line_comes_up();
    CHECK(site.sends<line::Staged>().empty());
}

TEST_CASE("service: a desk that lost what it confirmed and asks again is told again") {
    Served site;
    site.has(first, Stage::declined).told.stage = "declined";
    site.looks();
    site.line_comes_up();
    CHECK(site.sends<line::Staged>().empty());

    site.hears(line::Asked{"signed"});
    site.happens(Received{first, ""});
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].stage == "declined");
    REQUIRE(site.wants<KeepTold>().size() == 1);
    CHECK(site.wants<KeepTold>()[0].told.stage.empty());
}

TEST_CASE("service: words of the site are cut and mended until the line takes them") {
    Served site;
    site.line_comes_up();
    auto& asked = site.has(first, Stage::declined).asked;
    asked.why = std::string(3, 'x') + "\x1b[2J" + std::string(498, '\xc3');
    asked.by = std::string(500, 'b');
    site.looks();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    const auto text = line::text_of(line::Message{site.sends<line::Staged>()[0]});
    CHECK(line::message_from(std::string_view(text)));
}

TEST_CASE(
    "service: people are asked once, also by the next start, and that is kept once it was so") {
    Served site;
    site.has(first, Stage::waiting);
    site.looks();
    REQUIRE(site.wants<AskPeople>().size() == 1);
    CHECK(site.wants<AskPeople>()[0].request == first);
    CHECK(site.wants<KeepTold>().empty());
    site.happens(PeopleAsked{first, true});
    REQUIRE(site.wants<KeepTold>().size() == 1);
    CHECK(site.wants<KeepTold>()[0].told.people);
    site.looks();
    CHECK(site.wants<AskPeople>().empty());

    Served later;
    later.has(first, Stage::waiting).told.people = true;
    later.looks();
    CHECK(later.wants<AskPeople>().empty());
}

TEST_CASE("service: people are asked of one request after the other, and no notice ends another") {
    Served site;
    site.has(first, Stage::waiting);
    site.has(second, Stage::waiting);
    site.looks();
    REQUIRE(site.wants<AskPeople>().size() == 1);
    site.looks();
    CHECK(site.wants<AskPeople>().empty());
    site.happens(PeopleAsked{first, false});
    CHECK(site.wants<KeepTold>().empty());
    REQUIRE(site.wants<AskPeople>().size() == 1);
    CHECK(site.wants<AskPeople>()[0].request == second);
    site.happens(PeopleAsked{second, true});
    REQUIRE(site.wants<KeepTold>().size() == 1);
    CHECK(site.wants<KeepTold>()[0].request == second);
    CHECK(site.wants<AskPeople>().empty());
}

TEST_CASE("service: a request that nobody answered in time is looked at again, and told") {
    Served site;
    site.line_comes_up();
    site.has(first, Stage::waiting).asked.not_after = site.now + 5min;
    site.looks();
    CHECK(site.agent.next(site.now) <= site.now + 5min + 1s);
    site.passes(5min + 1ms);
    CHECK(site.wants<Look>().size() == 1);

    site.has(first, Stage::declined).asked.by = "nobody";
    site.looks();
    REQUIRE(site.sends<line::Staged>().size() == 1);
    CHECK(site.sends<line::Staged>()[0].stage == "declined");
}

TEST_CASE("service: a new list of who was taken back is taken over, and all is looked at anew") {
    Served site;
    site.line_comes_up();
    site.hears(line::Revoked{"PEM"});
    REQUIRE(site.wants<TakeRevocations>().size() == 1);
    CHECK(site.wants<TakeRevocations>()[0].list == "PEM");
    CHECK(site.wants<Look>().size() == 1);
}

TEST_CASE("service: that there are two of us is said aloud") {
    Served site;
    site.line_comes_up();
    site.hears(line::Bye{"another one", true});
    REQUIRE(site.wants<Say>().size() == 1);
    CHECK(site.wants<Say>()[0].tone == Tone::warning);
}
