// SPDX-License-Identifier: Apache-2.0
// What earlier looks at SAFR Cloud and the licence server count for.
#include <doctest.h>

#include <algorithm>

#include "collectors/cloud/ask.hpp"
#include "tests/collectors/cloud_given.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::test::safr_cloud;

TEST_CASE("cloud: the licence server's absence is measured against what the licence tolerates") {
    Given given;
    given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));
    const auto found = given.judged().findings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "cloud.licence_out_of_reach");
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].parameters.at("hours") == "1");
    CHECK(found[0].parameters.at("seen") == "0");

    given.past =
        "{\"time\":1795430000,\"cloud\":true,\"licence\":true}\n"
        "{\"time\":1795440000,\"cloud\":true,\"licence\":false}\n"
        "{\"time\":1795460000,\"cloud\":true,\"licence\":false}\n";
    CHECK(given.judged().findings[0].severity == Severity::critical);
    CHECK(given.judged().findings[0].id == "cloud.licence_out_of_reach");
    CHECK(given.judged().findings[0].parameters.at("hours") == "9");
    CHECK(given.judged().findings[0].parameters.at("seen") == "6");
    given.thresholds["cloud.licence_tolerance"] = 48;
    CHECK(given.judged().findings[0].severity == Severity::warning);
}

TEST_CASE(
    "cloud: a licence server missed once, after a day without a look, may have stopped SAFR") {
    Given given;
    given.past = R"({"time":1795377600,"cloud":true,"licence":true})";  // 24 h before
    given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));
    const auto found = given.judged().findings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "cloud.licence_unconfirmed");
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].parameters.at("hours") == "24");
    CHECK(found[0].parameters.at("seen") == "0");

    given.thresholds["cloud.licence_tolerance"] = 24;
    CHECK(given.ids() == Ids{"cloud.licence_out_of_reach"});
}

TEST_CASE("cloud: time in which nobody asked the licence server is not said to be out of reach") {
    Given given;
    given.past = R"({"time":1792872000,"cloud":true,"licence":true})";  // 30 days before
    given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));

    const auto found = given.judged().findings;

    REQUIRE(found.size() == 1);
    CHECK(found[0].id == "cloud.licence_unconfirmed");
    CHECK(found[0].severity == Severity::warning);
    CHECK(found[0].parameters.at("since") == "2026-10-24T20:00Z");
    CHECK(found[0].parameters.at("silent") == "2026-11-23T20:00Z");
}

TEST_CASE("cloud: a licence server that answered in between is out of reach from then on alone") {
    Given given;
    given.past =
        "{\"time\":1795400000,\"cloud\":true,\"licence\":false}\n"
        "{\"time\":1795462000,\"cloud\":true,\"licence\":true}\n"
        "{\"time\":1795463000,\"cloud\":true,\"licence\":false}\n";
    given.looks.push_back(silent(Rung::connection, Part::licence, "licence.example:443"));

    CHECK(given.judged().findings[0].severity == Severity::warning);
    CHECK(given.judged().findings[0].parameters.at("hours") == "0");
}

TEST_CASE("cloud: however often somebody looked, what must be known outlives the lines before") {
    const std::vector<Look> looks{well(), silent(Rung::connection, Part::licence)};
    const auto earlier = now - std::chrono::hours{10};
    std::string line = R"({"time":1795400000,"cloud":true,"licence":true})";
    for (auto at = earlier; at < now; at += std::chrono::hours{1})
        line = json::write(to_json(cloud::memory_of(line, at), looks, {.has_store = true}, at));

    const auto memory = cloud::memory_of(line, now);

    CHECK(memory.licence_silent == earlier);
    CHECK(memory.licence_reached == Time{std::chrono::seconds{1'795'400'000}});
    CHECK(memory.places == std::set<std::string>{"covi.real.com:443"});
}

namespace {

/// A box that answers for whatever name is asked, by a chain of its own.
Look box(Part part, const std::string& place) {
    auto look = well(place);
    look.part = part;
    look.reach.verdict = self_signed_in_chain;
    look.reach.verdict_text = "self-signed certificate in certificate chain";
    return look;
}

const std::string guessed(cloud::printed_licence_server);

}  // namespace

TEST_CASE("cloud: what a box on the way answered is not remembered as reached") {
    const std::vector<Look> looks{box(Part::endpoint, "covi.real.com:443"),
                                  box(Part::licence, guessed)};

    const auto line = json::write(to_json({}, looks, {.has_store = true}, now));

    const auto memory = cloud::memory_of(line, now);
    CHECK_FALSE(memory.cloud_reached);
    CHECK_FALSE(memory.licence_reached);
    CHECK_FALSE(memory.licence_silent);
    CHECK(memory.places.empty());
}

TEST_CASE("cloud: a guessed licence server counts as reached only by a chain for its name") {
    auto wildcard = well(guessed);
    wildcard.part = Part::licence;
    wildcard.reach.names_host = false;
    const auto there = [&](const cloud::Trust& trust) {
        return cloud::licence_there({}, wildcard, trust);
    };

    CHECK_FALSE(there({.has_store = true}));
    CHECK(there({.has_store = true, .licence_named = true}) == true);
    wildcard.reach.names_host = true;
    CHECK(there({.has_store = true}) == true);
    CHECK_FALSE(there({}));
}

TEST_CASE("cloud: a box that answered for the guessed licence server is not missed once gone") {
    Given given;
    given.licence_configured = false;
    given.past = R"({"time":1795440000,"cloud":true})";
    given.looks = {well(), box(Part::licence, guessed)};
    CHECK(given.ids() == Ids{"cloud.certificate_untrusted"});
    CHECK(std::ranges::none_of(given.judged().facts,
                               [](const Fact& fact) { return fact.id == "cloud.licence"; }));

    const auto before = Time{std::chrono::seconds{1'795'450'000}};
    given.past = json::write(
        to_json(cloud::memory_of(given.past, before), given.looks, {.has_store = true}, before));
    given.looks = {well(), silent(Rung::connection, Part::licence, guessed)};
    CHECK(given.ids().empty());
}

TEST_CASE("cloud: a box in place of a licence server that was believed before is told as that") {
    Given given;
    given.looks.push_back(box(Part::licence, "licence.example:443"));
    REQUIRE(given.ids() == Ids{"cloud.certificate_untrusted", "cloud.licence_out_of_reach"});
    CHECK(given.judged().findings[1].parameters.at("reason") ==
          "who answers is not believed: self-signed certificate in certificate chain");

    given.past = R"({"time":1795460000,"cloud":true})";
    CHECK(given.ids() == Ids{"cloud.certificate_untrusted"});
}

TEST_CASE("cloud: an outage on record is to be claimed until its last day is over") {
    const auto told = [](Time over, bool missed) {
        return json::write(to_json(cloud::ClaimTold{.from = "2026-11-20 04:00",
                                                    .away = "2 h",
                                                    .day = "2026-11-27",
                                                    .over = over,
                                                    .outages = 1,
                                                    .missed = missed}));
    };
    Given given;
    given.claim = told(now + std::chrono::hours{76}, false);
    REQUIRE(given.ids() == Ids{"cloud.claim_pending"});
    CHECK(given.judged().findings[0].severity == Severity::info);
    CHECK(given.judged().findings[0].parameters.at("days") == "3");

    given.claim = told(now + std::chrono::hours{76}, true);
    CHECK(given.judged().findings[0].severity == Severity::warning);
    given.claim = told(now, true);
    CHECK(given.ids().empty());
    given.claim = "[1";
    CHECK(given.ids().empty());
}

TEST_CASE("cloud: a named licence server whose chain is its site's own is missed once it is gone") {
    Given given;
    given.licence_configured = true;
    given.looks = {well(), box(Part::licence, "licence.example:443")};
    const cloud::Trust trust{.has_store = true, .licence_named = true};
    const auto line = json::write(
        cloud::to_json({}, given.looks, trust, Time{std::chrono::seconds{1'795'377'600}}));
    CHECK(cloud::memory_of(line, Time::max()).licence_answered);

    given.past = line;
    given.looks[1] = silent(Rung::connection, Part::licence, "licence.example:443");
    CHECK(given.ids() == Ids{"cloud.licence_unconfirmed"});
    CHECK(given.judged().findings[0].parameters.at("hours") == "24");
}
