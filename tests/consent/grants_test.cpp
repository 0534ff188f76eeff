// SPDX-License-Identifier: Apache-2.0
#include "agent/consent/grants.hpp"

#include <doctest/doctest.h>

#include "tests/consent/desk.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::consent;
using exchange::Disclosure;
using Is = Verdict::Is;

namespace {

exchange::Request request(Disclosure disclosure = Disclosure::bundle) {
    exchange::Request asked;
    asked.disclosure = disclosure;
    asked.collectors = {"nfs", "cameras"};
    return asked;
}

StandingGrant grant() {
    return {.id = uuid_v7(now),
            .by = "Eve",
            .made = now - 1h,
            .until = now + 24h,
            .disclosure = Disclosure::bundle,
            .collectors = {"nfs", "cameras", "logs"}};
}

constexpr unsigned at(unsigned hours, unsigned minutes = 0) { return hours * 60 + minutes; }

}  // namespace

TEST_CASE("grants: what the site lets out at most is asked apart from grants") {
    CHECK(within(Ceiling::bundle, request()));
    CHECK(within(Ceiling::findings, request(Disclosure::findings)));
    CHECK(within(Ceiling::findings, request()).error().fault == Fault::refused);
    CHECK(within(Ceiling::none, request(Disclosure::findings)).error().fault == Fault::refused);
}

TEST_CASE("grants: without one a person is asked") {
    CHECK(verdict(request(), Ceiling::bundle, {}, now, 0).is == Is::ask);
}

TEST_CASE("grants: what a standing grant covers is granted in its name") {
    const auto said = verdict(request(), Ceiling::bundle, {grant()}, now, 0);
    CHECK(said.is == Is::granted);
    CHECK(said.by.find("Eve") != std::string::npos);
}

TEST_CASE(
    "grants: a grant covers neither other collectors, nor more than it says, nor other times") {
    auto narrow = grant();
    narrow.collectors = {"nfs"};
    CHECK_FALSE(covers(narrow, request(), now, 0));
    auto findings = grant();
    findings.disclosure = Disclosure::findings;
    CHECK_FALSE(covers(findings, request(), now, 0));
    CHECK(covers(findings, request(Disclosure::findings), now, 0));
    CHECK_FALSE(covers(grant(), request(), now + 25h, 0));
    CHECK_FALSE(covers(grant(), request(), now - 2h, 0));
}

TEST_CASE(
    "grants: hours hold from the first minute on and end before the last, over midnight too") {
    auto day = grant();
    day.from_minute = at(8);
    day.to_minute = at(17, 30);
    CHECK_FALSE(covers(day, request(), now, at(7, 59)));
    CHECK(covers(day, request(), now, at(8)));
    CHECK(covers(day, request(), now, at(17, 29)));
    CHECK_FALSE(covers(day, request(), now, at(17, 30)));
    auto night = grant();
    night.from_minute = at(20);
    night.to_minute = at(6);
    CHECK(covers(night, request(), now, at(23)));
    CHECK(covers(night, request(), now, at(0)));
    CHECK_FALSE(covers(night, request(), now, at(6)));
    CHECK_FALSE(covers(night, request(), now, at(12)));
}

TEST_CASE("grants: the configuration's ceiling holds whatever was granted") {
    CHECK(verdict(request(), Ceiling::none, {grant()}, now, 0).is == Is::never);
    CHECK(verdict(request(), Ceiling::findings, {grant()}, now, 0).is == Is::never);
    CHECK(verdict(request(Disclosure::findings), Ceiling::findings, {grant()}, now, 0).is ==
          Is::granted);
}

TEST_CASE("grants: they are kept, listed until they expire, and taken back") {
    const Scratch scratch;
    const auto grants = Grants::open(scratch.path());
    REQUIRE(grants);
    const auto one = grant();
    REQUIRE(grants->add(one));
    const auto listed = grants->list(now);
    REQUIRE(listed);
    REQUIRE(listed->size() == 1);
    CHECK(listed->front().collectors == one.collectors);
    CHECK(listed->front().disclosure == Disclosure::bundle);
    CHECK(listed->front().to_minute == at(24));
    CHECK(grants->list(now + 25h)->empty());
    CHECK_FALSE(grants->remove("../identity/agent"));
    CHECK(grants->remove(one.id));
    CHECK_FALSE(grants->remove(one.id));
}

TEST_CASE("grants: hours are read as people write them, and nothing else") {
    const auto night = hours_from("20:00-06:30");
    REQUIRE(night);
    CHECK(night->first == at(20));
    CHECK(night->second == at(6, 30));
    CHECK(hours_from("00:00-24:00"));
    for (const char* wrong :
         {"", "8-17", "08:00", "08:60-09:00", "25:00-26:00", "08:00-24:01", "a:bc-d:ef"})
        CHECK_FALSE(hours_from(wrong));
}
