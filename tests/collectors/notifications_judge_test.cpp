// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/notifications_given.hpp"

using namespace diag;
using namespace diag::notifications;
using namespace diag::test::mail;

TEST_CASE("notifications: a server at which all is well gives no finding and one fact") {
    const auto judgement = judged({well()});

    CHECK(judgement.findings.empty());
    CHECK(judgement.facts.back().value == "mail.example:587, TLSv1.3, PLAIN");
}

TEST_CASE("notifications: each way not to reach a server has its own name, and loses alarms") {
    const std::vector<std::pair<Visit, std::string>> cases{
        {ended("name", Fault::absent), "name_unknown"},
        {ended("name", Fault::timed_out), "name_silent"},
        {ended("connect", Fault::refused), "refused"},
        {ended("connect", Fault::timed_out), "unreachable"},
        {ended("banner", Fault::timed_out), "no_greeting"},
        {ended("banner", Fault::malformed), "no_smtp"},
        {ended("banner", Fault::full), "endless"},
        {ended("banner", Fault::io), "hung_up"},
        {ended("banner", Fault::refused, 421), "busy"},
        {ended("banner", Fault::refused, 554), "turned_away"},
    };
    for (auto [visit, id] : cases) {
        visit.tls.reset();
        if (visit.step == "banner") visit.said.erase(visit.said.begin(), visit.said.begin() + 2);
        CAPTURE(id);
        CHECK(found(visit) == Ids{"notifications." + id, "notifications.alarms_lost"});
    }
}

TEST_CASE("notifications: a late greeting is a warning, and none in a check is not known") {
    auto slow = well();
    slow.said[0].took = milliseconds{9'000};
    CHECK(found(slow) == Ids{"notifications.slow"});

    auto brief = ended("banner", Fault::timed_out);
    brief.tls.reset();
    brief.patience = 1'500;
    CHECK(found(brief) == Ids{"notifications.greeting_late"});
}

TEST_CASE("notifications: no step that was cut short says anything of the server") {
    for (const auto* step : {"name", "connect", "banner", "ehlo", "starttls", "tls"}) {
        CAPTURE(step);
        auto visit = ended(step, Fault::timed_out);
        visit.tls.reset();
        visit.patience = 1'500;
        CHECK(found(visit) == Ids{"notifications.greeting_late"});
        CHECK(judged({visit}).findings[0].severity == Severity::unknown);
        visit.patience = 20'000;
        CHECK(found(visit) != Ids{"notifications.greeting_late"});
        visit.starved = true;
        CHECK(found(visit) == Ids{"notifications.greeting_late"});
    }
}

TEST_CASE("notifications: times that no calendar has are brought into it") {
    for (const auto* time : {"9223372036854775807", "-9223372036854775808"}) {
        const auto tls =
            R"({"tls":{"not_before":)" + std::string(time) + R"(,"not_after":)" + time + "}}";
        const auto document = json::parse(tls);
        REQUIRE(document);
        Evidence evidence;
        evidence.emplace("time", time);
        evidence.emplace("servers", "[" + tls + "]");
        CHECK(visit_from(*document).tls->not_after.time_since_epoch().count() >= 0);
        CHECK_FALSE(collectors::notifications.judge(evidence, {}).findings.empty());
    }
}

TEST_CASE("notifications: certificates are judged by their time, their name and who vouches") {
    auto visit = well();
    visit.tls->not_after = Time{milliseconds{now_ms - day_ms}};
    CHECK(found(visit) == Ids{"notifications.certificate_expired", "notifications.alarms_lost"});

    visit = well();
    visit.tls->not_after = Time{milliseconds{now_ms + 3 * day_ms}};
    visit.tls->distrust = "self-signed certificate";
    visit.tls->names_host = false;
    CHECK(found(visit) == Ids{"notifications.certificate_expiring",
                              "notifications.certificate_untrusted",
                              "notifications.certificate_wrong_name"});
}

TEST_CASE("notifications: STARTTLS that is configured and not offered is critical") {
    auto visit = well();
    visit.tls.reset();
    visit.offers_starttls = false;

    CHECK(found(visit) == Ids{"notifications.starttls_missing", "notifications.password_in_clear",
                              "notifications.alarms_lost"});

    auto broken = ended("tls", Fault::malformed);
    broken.tls.reset();
    CHECK(found(broken) == Ids{"notifications.tls_failed", "notifications.alarms_lost"});
}

TEST_CASE(
    "notifications: built-in alarms are lost by what stops every mail, not an entry's alone") {
    auto visit = well();
    visit.builtin = true;
    CHECK(found(visit).empty());
    visit.auth = {};
    CHECK(found(visit) == Ids{"notifications.login_not_offered", "notifications.alarms_lost"});

    visit = well();
    visit.builtin = true;
    visit.tls->not_after = Time{milliseconds{now_ms - day_ms}};
    CHECK(found(visit) == Ids{"notifications.certificate_expired", "notifications.alarms_lost",
                              "notifications.builtin_lost"});
    visit = ended("connect", Fault::refused);
    visit.builtin = true;
    visit.host = "status.example";
    visit.tls.reset();
    CHECK(found(visit) == Ids{"notifications.refused", "notifications.builtin_lost"});
    CHECK(judged({visit}).findings[1].severity == Severity::critical);
}

TEST_CASE("notifications: built-in alarms go by the way that works, whatever another entry wants") {
    auto plain = well();
    plain.builtin = true;
    auto broken = ended("tls", Fault::malformed);
    broken.builtin = true;
    broken.tls.reset();
    const auto lost = [](const Judgement& judgement) {
        return std::ranges::count(judgement.findings, "notifications.builtin_lost", &Finding::id);
    };
    CHECK(lost(judged({plain, broken})) == 0);
    CHECK(lost(judged({broken})) == 1);
    CHECK(lost(judged({broken, broken})) == 1);
}

TEST_CASE("notifications: a log-in needs a server that offers one") {
    auto visit = well();
    visit.auth = {};
    CHECK(found(visit) == Ids{"notifications.login_not_offered", "notifications.alarms_lost"});
    visit.auth = {"XOAUTH2"};
    CHECK(found(visit) == Ids{"notifications.login_mechanism"});
}

TEST_CASE("notifications: what a test mail met is told by the step and the code") {
    const std::vector<std::pair<Visit, std::string>> cases{
        {ended("auth", Fault::refused, 535), "login_refused"},
        {ended("mail", Fault::refused, 553), "sender_refused"},
        {ended("rcpt", Fault::refused, 550), "recipient_refused"},
        {ended("rcpt", Fault::refused, 451), "greylisted"},
        {ended("rcpt", Fault::refused, 452), "put_off"},
        {ended("body", Fault::refused, 554), "message_refused"},
        {ended("rcpt", Fault::timed_out), "hung_up"},
    };
    for (const auto& [visit, id] : cases) {
        CAPTURE(id);
        CHECK(found(visit) == Ids{"notifications." + id});
    }
}

TEST_CASE("notifications: recipients whose domains take no mail are named") {
    Evidence evidence;
    evidence.emplace("domains", R"([{"domain":"gone.example","exists":false},
        {"domain":"null.example","takes_mail":false}, {"domain":"b.example","exists":true},
        {"domain":"x.example","fault":"timed_out"}, {"domain":"example.com","control":true}])");

    const auto judgement = collectors::notifications.judge(evidence, {});

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].parameters.at("domains") == "gone.example, null.example");
    CHECK(judgement.findings[0].severity == Severity::warning);
}

TEST_CASE("notifications: a name server that knows nobody else's domain denies none of them") {
    for (const auto* control :
         {R"({"domain":"example.com","control":true,"exists":false,"server":"10.0.0.1"})",
          R"({"domain":"example.com","control":true,"server":"10.0.0.2"})",
          R"({"domain":"example.com","control":true,"fault":"timed_out"})",
          R"({"domain":"site.example","server":"10.0.0.1"})"}) {
        Evidence evidence;
        evidence.emplace("domains",
                         R"([{"domain":"gone.example","exists":false,"server":"10.0.0.1"},)" +
                             std::string(control) + "]");

        const auto judgement = collectors::notifications.judge(evidence, {});

        REQUIRE(judgement.findings.size() == 1);
        CHECK(judgement.findings[0].severity == Severity::unknown);
        CHECK(judgement.findings[0].parameters.at("domains") == "gone.example");
    }
}

TEST_CASE("notifications: a message longer than the server takes is told as that") {
    auto visit = well();
    visit.withheld = "size";

    CHECK(found(visit) == Ids{"notifications.letter_too_large"});
}
