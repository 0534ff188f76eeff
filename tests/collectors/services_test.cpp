// SPDX-License-Identifier: Apache-2.0
// Whether a service answers, and with what certificate.
#include <doctest.h>

#include <algorithm>

#include "tests/collectors/services_given.hpp"

using namespace diag;
using namespace diag::safr_services;
using namespace diag::test;
using namespace diag::test::safr_cluster;

TEST_CASE(
    "services: a healthy cluster has no findings, and every port is asked with and without TLS") {
    auto fake = cluster();

    CHECK(found(fake) == Ids{});
    CHECK(std::ranges::count(fake.http.calls, covi_here) == 1);
    CHECK(std::ranges::count(fake.http.calls, "GET https://127.0.0.1:8080/version") == 1);
    for (const auto& call : fake.http.calls) CHECK(call.starts_with("GET "));
}

TEST_CASE("services: the even port may as well be the one with TLS") {
    auto fake = cluster();
    auto answer = fake.http.answers.at(covi_here);
    fake.http.answers.erase(covi_here);
    fake.http.answers.insert_or_assign("GET https://127.0.0.1:8080/version", answer);

    CHECK(found(fake) == Ids{});
}

TEST_CASE("services: down, deaf, hung and failing are told apart") {
    auto fake = cluster();
    fake.http.answers.erase(covi_here);
    CHECK(found(fake) == Ids{"services.not_listening"});

    std::erase_if(fake.scope.site.processes,
                  [](const SiteProcess& each) { return each.service == "covi"; });
    CHECK(found(fake) == Ids{"services.down"});

    fake.http.answers.insert_or_assign(
        covi_here, Error{Fault::timed_out, "a connection, but no answer within 5000 ms"});
    CHECK(found(fake) == Ids{"services.silent"});

    fake.http.answers.insert_or_assign(covi_here, HttpAnswer{.status = 503});
    CHECK(found(fake) == Ids{"services.failing"});

    fake.http.answers.insert_or_assign(covi_here, HttpAnswer{.status = 404});
    CHECK(found(fake) == Ids{"services.unexpected_answer"});

    fake.http.answers.insert_or_assign(covi_here,
                                       HttpAnswer{.status = 200, .total = milliseconds{1'500}});
    CHECK(found(fake) == Ids{"services.slow"});
}

TEST_CASE("services: what only the primary serves is not missed elsewhere") {
    auto fake = cluster();
    fake.scope.site.role = "redundant";
    std::erase_if(fake.scope.site.processes,
                  [](const SiteProcess& each) { return each.service == "virga"; });
    fake.http.answers.erase("GET http://127.0.0.1:8084/health");

    CHECK(found(fake) == Ids{});

    fake.http.answers.erase("GET http://node-2:8084/health");
    CHECK(found(fake) == Ids{"services.down"});
}

TEST_CASE("services: a port that is dead while its sister answers is told") {
    auto fake = cluster();
    fake.scope.site.ports.push_back({"covi", 8081, "documented"});

    CHECK(found(fake) == Ids{"services.port_dead"});
}

TEST_CASE("services: certificates are judged by the time on site") {
    const auto judged = [](std::int64_t from, std::int64_t until, bool self_signed) {
        Probe probe{.service = "covi", .node = "here", .port = 8081, .scheme = "https"};
        probe.status = 200;
        probe.certificate = Shown{.name = "safr",
                                  .fingerprint = "ab",
                                  .protocol = "TLSv1.3",
                                  .not_before = Time{milliseconds{from * 1000}},
                                  .not_after = Time{milliseconds{until * 1000}},
                                  .self_signed = self_signed};
        Evidence evidence;
        evidence["probes"] = json::write(json::array{to_json(probe)});
        evidence["time"] = std::to_string(now_s * 1000);
        Ids ids;
        for (const auto& each : collectors::services.judge(evidence, {}).findings)
            ids.push_back(each.id);
        return ids;
    };
    constexpr std::int64_t day = 86'400;
    CHECK(judged(now_s - day, now_s + 100 * day, false) == Ids{});
    CHECK(judged(now_s - day, now_s + 10 * day, false) == Ids{"services.certificate_expiring"});
    CHECK(judged(now_s - 9 * day, now_s - day, false) == Ids{"services.certificate_expired"});
    CHECK(judged(now_s + day, now_s + 99 * day, false) == Ids{"services.certificate_not_yet"});
    CHECK(judged(now_s - day, now_s + 100 * day, true) == Ids{"services.certificate_self_signed"});
}

TEST_CASE("services: probes go through JSON unharmed, and hostile ones do no harm") {
    Probe probe{.service = "covi", .node = "n", .port = 1, .scheme = "http", .path = "/version"};
    probe.fault = Fault::timed_out;
    probe.certificate = Shown{.name = "x", .names = {"a", "b"}};
    CHECK(json::write(to_json(probe_from(to_json(probe)))) == json::write(to_json(probe)));

    Evidence evidence;
    for (const char* text : {"", "{}", "[1,null,{\"port\":-1,\"status\":99999}]", "\xff"}) {
        evidence["probes"] = text;
        evidence["site"] = text;
        evidence["starts"] = text;
        collectors::services.judge(evidence, {});
    }
}
