// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "tests/collectors/integrations_given.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::test::outside_systems;

TEST_CASE("integrations: a system that answers and is synced gives no finding and two facts") {
    const auto judgement = Given{}.judged();

    CHECK(judgement.findings.empty());
    REQUIRE(judgement.facts.size() == 2);
    CHECK(judgement.facts[0].value ==
          "Lenel OnGuard: onguard.example:8080, HTTP 200, TLSv1.3, 40 ms");
    CHECK(judgement.facts[1].value == "Lenel OnGuard: 2026-11-23T19:00");
}

TEST_CASE("integrations: where a visit ends tells whose fault it is") {
    CHECK(found(broken(Step::name, Fault::absent)) == Ids{"name_unknown"});
    CHECK(found(broken(Step::name, Fault::timed_out)) == Ids{"name_silent"});
    CHECK(found(broken(Step::connect, Fault::refused)) == Ids{"refused"});
    CHECK(found(broken(Step::connect, Fault::timed_out)) == Ids{"silent"});
    CHECK(found(broken(Step::connect, Fault::absent)) == Ids{"unreachable"});
    CHECK(found(broken(Step::tls, Fault::malformed)) == Ids{"tls_failed"});
    CHECK(found(broken(Step::greeting, Fault::timed_out)) == Ids{"no_answer"});
    CHECK(found(broken(Step::greeting, Fault::io)) == Ids{"hung_up"});
    CHECK(found(broken(Step::greeting, Fault::malformed)) == Ids{"other_service"});
}

TEST_CASE("integrations: who answers in place of the system is told by how it began") {
    const Given given{.visits = {broken(Step::greeting, Fault::malformed)}};

    CHECK(given.judged().findings[0].parameters.at("answer") == "SSH");
}

TEST_CASE("integrations: a silence in which others had the processors is nobody's fault") {
    auto late = broken(Step::connect, Fault::timed_out);
    late.starved = true;

    const auto judgement = Given{.visits = {late}}.judged();

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "integrations.too_busy");
    CHECK(judgement.findings[0].severity == Severity::unknown);
}

TEST_CASE("integrations: an error of its own is told apart from a question not allowed") {
    CHECK(found(with_status(Brand::lenel, 503)) == Ids{"server_error"});
    CHECK(found(with_status(Brand::lenel, 401)) == Ids{});
    CHECK(found(with_status(Brand::ldap, 51)) == Ids{"server_error"});
    CHECK(found(with_status(Brand::ldap, 50)) == Ids{});
    CHECK(found(with_status(Brand::amag, 17'830)) == Ids{"server_error"});
}

TEST_CASE("integrations: an answer that is late is told, not one of a busy machine") {
    auto slow = well();
    slow.took = milliseconds{2'300};
    CHECK(found(slow) == Ids{"slow"});
    slow.starved = true;
    CHECK(found(slow) == Ids{});
}

TEST_CASE("integrations: certificates are told by what is wrong with them, the gravest alone") {
    auto visit = well();
    visit.tls->not_after = now + hours{24 * 10};
    CHECK(found(visit) == Ids{"certificate_expiring"});
    visit.tls->names_host = false;
    visit.tls->distrust = "self-signed certificate";
    CHECK(found(visit) ==
          Ids{"certificate_expiring", "certificate_untrusted", "certificate_wrong_name"});
    visit.tls->not_after = now - hours{1};
    CHECK(found(visit) == Ids{"certificate_expired"});
    visit.tls->not_after = now + hours{2'000};
    visit.tls->not_before = now + hours{1};
    CHECK(found(visit) == Ids{"certificate_not_yet"});
}

TEST_CASE("integrations: what sync.log says went wrong decides while the system answers") {
    CHECK(found(failing(Trouble::login)) == Ids{"sync_login"});
    CHECK(found(failing(Trouble::rights)) == Ids{"sync_rights"});
    CHECK(found(failing(Trouble::licence)) == Ids{"sync_licence"});
    CHECK(found(failing(Trouble::tls)) == Ids{"sync_tls"});
    CHECK(found(failing(Trouble::name)) == Ids{"sync_cut"});
    CHECK(found(failing(Trouble::connection)) == Ids{"sync_cut"});
    CHECK(found(failing(Trouble::timeout)) == Ids{"sync_cut"});
    CHECK(found(failing(Trouble::stale_export)) == Ids{"export_stale"});
}

TEST_CASE("integrations: failures that say nothing count once they are several") {
    CHECK(found(failing(Trouble::other, 2)) == Ids{});
    CHECK(found(failing(Trouble::other, 3)) == Ids{"sync_failing"});
}

TEST_CASE("integrations: what fails because the system is away is not SAFR's") {
    const auto down = broken(Step::connect, Fault::refused);
    Given given{.visits = {down}, .syncs = {failing(Trouble::connection)}};
    CHECK(given.ids() == Ids{"refused", "sync_held_up"});

    given.syncs = {synced("lenel", hours{30})};
    CHECK(given.ids() == Ids{"refused", "sync_held_up"});
    // What it says itself is believed all the same.
    given.syncs = {failing(Trouble::login)};
    CHECK(given.ids() == Ids{"refused", "sync_login"});
}

TEST_CASE("integrations: a sync that stands still while all is well is SAFR's") {
    CHECK(found(synced("lenel", hours{23})) == Ids{});
    const auto judgement = Given{.syncs = {synced("lenel", hours{50})}}.judged();

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "integrations.sync_stale");
    CHECK(judgement.findings[0].parameters.at("age") == "2 d");
}

TEST_CASE("integrations: no success on record is not known, and a young log says nothing") {
    Given given{.syncs = {}};
    CHECK(given.ids() == Ids{"sync_never"});
    CHECK(given.judged().findings[0].severity == Severity::unknown);
    given.log_reaches = hours{3};
    CHECK(given.ids() == Ids{});
    given.log_reaches = hours{48};
    given.past =
        R"({"time":1795460000000,"servers":[],"successes":[{"product":"lenel","time":1795460000000}]})";
    CHECK(given.ids() == Ids{});
}

TEST_CASE("integrations: syncs with AMAG that bring nothing for days may read a stale export") {
    auto syncs = synced("amag");
    syncs.counts = true;
    syncs.brought = now - hours{80};
    auto sql = well(Brand::amag);

    CHECK(Given{.visits = {sql}, .syncs = {syncs}}.ids() == Ids{"nothing_new"});
    syncs.brought = now - hours{60};
    CHECK(Given{.visits = {sql}, .syncs = {syncs}}.ids() == Ids{});
}

TEST_CASE("integrations: a log that is missing or unreadable is told where anybody is synced") {
    Given given{.no_log = Error{Fault::absent, "there is no sync.log"}};
    CHECK(given.ids() == Ids{"log_absent"});
    given.no_log = Error{Fault::timed_out, "no answer"};
    CHECK(given.ids() == Ids{"log_unreadable"});
    given.visits = {well(Brand::milestone)};
    CHECK(given.ids() == Ids{});
    given.visits.clear();
    CHECK(given.ids() == Ids{});
}

TEST_CASE("integrations: when a system last answered is told where earlier runs saw it") {
    Given given{.visits = {broken(Step::connect, Fault::refused)}};
    CHECK(given.judged().findings[0].parameters.at("since") == "-");
    given.past = R"({"time":1795460000000,"servers":[{"host":"onguard.example","port":8080}]})"
                 "\n"
                 R"({"time":1999999999999,"servers":[{"host":"onguard.example","port":8080}]})";
    CHECK(given.judged().findings[0].parameters.at("since") == "2026-11-23T18:53");
}

TEST_CASE("integrations: nothing known is nothing said") {
    CHECK(collectors::integrations.judge({}, {}).findings.empty());
}
