// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "collectors/notifications/picture.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::notifications;

namespace {

constexpr std::int64_t now_ms = 1'795'464'000'000;
constexpr std::int64_t day_ms = 86'400'000;
using Ids = std::vector<std::string>;

/// A visit at which all is well, to the server of the entry "guard".
Visit well() {
    Visit visit{.host = "mail.example", .port = 587, .security = Security::starttls};
    visit.address = "10.0.0.5";
    visit.step = "quit";
    visit.patience = 20'000;
    visit.said = {{"banner", 220, "", "hello", milliseconds{20}},
                  {"ehlo", 250, "", "hello", milliseconds{20}}};
    visit.offers_starttls = true;
    visit.auth = {"PLAIN"};
    visit.tls = TlsFacts{.version = "TLSv1.3",
                         .name = "mail.example",
                         .not_before = Time{milliseconds{now_ms - day_ms}},
                         .not_after = Time{milliseconds{now_ms + 300 * day_ms}},
                         .names_host = true};
    return visit;
}

const std::string guard =
    "rules: [ { actions: [ \"@emailSend guard\" ] } ],\n"
    "emailDef: [ { label: guard, host: mail.example, port: 587, tls: true, user: u,"
    " password: p, to: a@b.example } ]";

Judgement judged(const std::vector<Visit>& visits, const std::string& config = guard) {
    json::array servers;
    for (const auto& each : visits) servers.push_back(to_json(each));
    Evidence evidence;
    evidence.emplace("time", std::to_string(now_ms));
    evidence.emplace("ares", "running");
    evidence.emplace("config", json::write(to_json(actions_in(config))));
    evidence.emplace("servers", json::write(servers));
    return collectors::notifications.judge(evidence, {});
}

Ids found(const Visit& visit) {
    Ids ids;
    for (const auto& each : judged({visit}).findings) ids.push_back(each.id);
    return ids;
}

Ids found_in(const std::string& config) {
    Ids ids;
    for (const auto& each : judged({}, config).findings) ids.push_back(each.id);
    return ids;
}

/// A visit that ended at a step, by a reply or otherwise.
Visit ended(const std::string& step, Fault fault, int code = 0) {
    auto visit = well();
    visit.step = step;
    visit.fault = fault;
    if (code != 0) visit.said.push_back({step, code, "", "as it said", milliseconds{1}});
    return visit;
}

std::string defining(int count) {
    std::string text;
    for (int i = 0; i < count; ++i)
        text += "{ label: l" + std::to_string(i) + ", host: h, to: a@b.c },\n";
    return "emailDef: [ " + text + "]";
}

std::string sending(int count, const std::string& more = "") {
    std::string text;
    for (int i = 0; i < count; ++i) text += "\"@emailSend l" + std::to_string(i) + "\",\n";
    return "rules: [ { actions: [ " + text + "] }" + more + " ],\n";
}

}  // namespace

TEST_CASE("notifications: a server at which all is well gives no finding and one fact") {
    const auto judgement = judged({well()});

    CHECK(judgement.findings.empty());
    CHECK(judgement.facts.back().value == "mail.example:587, TLSv1.3, PLAIN");
}

TEST_CASE("notifications: a label without a definition is critical, one without a use is not") {
    CHECK(found_in("rules: [ { actions: [ \"@emailSend gaurd\" ] } ], emailDef: [ { label: guard, "
                   "host: h, to: a@b.c } ]") ==
          Ids{"notifications.label_undefined", "notifications.label_unused"});
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "to: x@y.z }, { label: a, host: h, to: x@y.z } ]") ==
          Ids{"notifications.label_doubled"});
}

TEST_CASE("notifications: a file larger than is read gives no label out as not defined") {
    CHECK(found_in(sending(200) + defining(200)).empty());
    CHECK(found_in(sending(201) + defining(201)) == Ids{"notifications.config_cut"});

    std::string nodes;
    for (int i = 0; i < 49'990; ++i) nodes += ",1";
    CHECK(found_in(sending(2, nodes) + defining(20)) == Ids{"notifications.config_cut"});
    const std::string deep = ", x: " + std::string(40, '[') + std::string(40, ']');
    CHECK(found_in(sending(2) + defining(1) + deep) ==
          Ids{"notifications.config_damaged", "notifications.config_cut"});
}

TEST_CASE("notifications: more actions than are read leave no entry unused, and labels judged") {
    std::string many;
    for (int i = 0; i < 1'000; ++i) many += ",\"@emailSend guard\"";

    CHECK(found_in(sending(0, many + ",\"@emailSend l0\"") +
                   "emailDef: [ { label: l0, host: h, to: a@b.c } ]") ==
          Ids{"notifications.config_cut", "notifications.label_undefined"});
}

TEST_CASE("notifications: a mail entry is not a short message's, though they share a label") {
    CHECK(found_in("rules: [ { actions: [ \"@smsSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "to: x@y.z } ]") ==
          Ids{"notifications.label_undefined", "notifications.label_unused"});
}

TEST_CASE("notifications: lines that could not be read are named") {
    const auto judgement = judged({},
                                  "emailDef: [ { label: \"a, host: h, to: x@y.z } ],\n"
                                  "rules: [ { actions: [ \"@emailSend a\" ] } ]");

    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "notifications.config_damaged");
    CHECK(judgement.findings[0].parameters.at("lines").starts_with("1 ("));
}

TEST_CASE("notifications: entries without a server, a port or a recipient say so") {
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a } ]") ==
          Ids{"notifications.no_server", "notifications.no_recipient"});
    CHECK(found_in("rules: [ { actions: [ \"@emailSend a\" ] } ], emailDef: [ { label: a, host: h, "
                   "port: smtp, to: x@y.z } ]") == Ids{"notifications.bad_port"});
    CHECK(found_in("configServer: \"https://cvos.real.com\"") ==
          Ids{"notifications.config_elsewhere"});
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
