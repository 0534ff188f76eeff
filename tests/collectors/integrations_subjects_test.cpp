// SPDX-License-Identifier: Apache-2.0
// Whom the lines of sync.log are about.
#include <doctest.h>

#include "tests/collectors/integrations_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test::outside_systems;

TEST_CASE("integrations: lines that name nobody are of the one system there is") {
    CHECK(found(synced("", hours{30})) == Ids{"sync_stale"});
    auto other = well(Brand::amag);
    other.system.host = "sql01.example";

    // Of two they may be of either.
    const Given two{
        .visits = {well(), other}, .syncs = {synced("", hours{30})}, .log_reaches = hours{5}};
    CHECK(two.ids() == Ids{});
}

TEST_CASE("integrations: a success that names nobody ends a failure that names the one system") {
    auto nameless = synced("", hours{1});
    auto failed = failing(Trouble::connection);
    failed.success = now - hours{5};
    failed.failure = failed.failing_since = now - hours{2};

    CHECK(Given{.syncs = {failed, nameless}}.ids() == Ids{});
    failed.failure = now - std::chrono::minutes{2};
    CHECK(Given{.syncs = {failed, nameless}}.ids() == Ids{"sync_cut"});
}

TEST_CASE("integrations: a product that only sync.log names is told by it") {
    auto syncs = failing(Trouble::login);
    syncs.product = "amag";
    const auto judgement = Given{.visits = {}, .syncs = {syncs}}.judged();

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "integrations.sync_login");
    CHECK(judgement.findings[0].parameters.at("system") == "AMAG Symmetry (sync.log)");
    // What was not asked was not seen to answer.
    syncs.trouble = Trouble::timeout;
    CHECK(Given{.visits = {}, .syncs = {syncs}}.ids() == Ids{"sync_cut_unseen"});
    // Old syncs with nobody are of a system that is no longer there.
    CHECK(Given{.visits = {}, .syncs = {synced("amag", hours{300})}}.ids() == Ids{});
}

TEST_CASE("integrations: what sync.log alone names is a warning at most, and is told to be so") {
    auto seen = broken(Step::connect, Fault::refused);
    seen.system.discovered = true;
    auto syncs = failing(Trouble::login);
    syncs.host = "onguard.example";
    const auto judgement = Given{.visits = {seen}, .syncs = {syncs}}.judged();

    REQUIRE(judgement.findings.size() == 3);
    for (const auto& each : judgement.findings) CHECK(each.severity <= Severity::warning);
    CHECK(judgement.findings[0].parameters.at("system") == "Lenel OnGuard (sync.log)");
    CHECK(judgement.findings[2].id == "integrations.discovered");
    CHECK(judgement.findings[2].parameters.at("server") == "onguard.example:8080");
    seen.system.discovered = false;
    const auto configured = Given{.visits = {seen}, .syncs = {syncs}}.judged();
    REQUIRE(configured.findings.size() == 2);
    CHECK(configured.findings[0].severity == Severity::critical);
}

TEST_CASE("integrations: of two servers of a product each has its own syncs") {
    auto other = well();
    other.system.host = "OnGuard-B.example";
    auto own = synced("lenel", hours{2});
    own.host = "onguard.example";
    auto failed = failing(Trouble::login);
    failed.host = "onguard-b.example";
    const auto judgement = Given{.visits = {well(), other}, .syncs = {own, failed}}.judged();

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "integrations.sync_login");
    CHECK(judgement.findings[0].parameters.at("host") == "OnGuard-B.example");
    CHECK(judgement.facts[2].value == "Lenel OnGuard: 2026-11-23T18:00");
}

TEST_CASE("integrations: which of two servers a failure is of is told not to be known") {
    auto other = well();
    other.system.host = "onguard-b.example";
    auto own = synced("lenel", hours{2}), shared = failing(Trouble::login);
    own.host = "onguard.example";
    Given given{.visits = {well(), other}, .syncs = {own, shared}};
    CHECK(given.ids() == Ids{"sync_login", "sync_unattributed"});
    CHECK(given.judged().findings[0].parameters.at("server") ==
          "onguard.example:8080, onguard-b.example:8080");
    CHECK(given.judged().findings[1].severity == Severity::unknown);

    // Whichever it was, both have been synced since.
    auto later = synced("lenel", hours{0}), others = later;
    later.host = "onguard.example";
    others.host = "onguard-b.example";
    given.syncs = {later, others, shared};
    CHECK(given.ids() == Ids{});
    given.syncs = {later, shared};
    CHECK(given.ids() == Ids{"sync_login", "sync_unattributed"});

    // A success that may be the other's neither ends a failure nor leaves it standing.
    auto failed = failing(Trouble::login);
    failed.host = "onguard-b.example";
    given.syncs = {failed, synced("lenel", hours{0})};
    CHECK(given.ids() == Ids{"sync_unattributed"});
    given.syncs = {failed, synced("lenel", hours{1})};
    CHECK(given.ids() == Ids{"sync_login"});
}

TEST_CASE("integrations: of two servers neither stands still while syncs may be of either") {
    auto other = well();
    other.system.host = "onguard-b.example";
    auto own = synced("lenel", hours{50});
    own.host = "onguard.example";
    Given given{.visits = {well(), other}, .syncs = {own, synced("lenel", hours{2})}};
    CHECK(given.ids() == Ids{});

    given.syncs = {own, synced("lenel", hours{30})};
    CHECK(given.ids() == Ids{"sync_stale", "sync_stale"});
}
