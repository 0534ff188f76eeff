// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "collectors/services/probe.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::safr_services;
using namespace diag::test;

namespace {

const std::int64_t now_s = 1'795'464'000;

/// A primary on which everything runs and answers on the even port, with one other node.
FakeWorld cluster() {
    FakeWorld world;
    auto& site = world.scope.site;
    site.known = true;
    site.role = "primary";
    site.nodes = {"node-2"};
    for (const auto& service : services()) {
        if (service.health.empty()) continue;
        site.processes.push_back({.pid = 100 + service.port, .service = std::string(service.id)});
        site.ports.push_back({std::string(service.id), service.port, "documented"});
        for (const std::string host : {"127.0.0.1", "node-2"})
            world.http.answers.insert_or_assign(
                "GET http://" + host + ":" + std::to_string(service.port) +
                    std::string(service.health),
                HttpAnswer{.status = 200, .body = R"({"version":"3.48.1"})"});
    }
    return world;
}

Evidence gathered(FakeWorld& fake) {
    FakeSink sink;
    auto world = fake.world();
    collectors::services.gather(world, sink);
    return sink.evidence;
}

std::vector<std::string> found(FakeWorld& fake) {
    std::vector<std::string> ids;
    for (const auto& each : collectors::services.judge(gathered(fake), {}).findings)
        ids.push_back(each.id);
    return ids;
}

const std::string covi_here = "GET http://127.0.0.1:8080/version";

using Ids = std::vector<std::string>;

}  // namespace

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

TEST_CASE("services: a node is named with the address that answered") {
    auto fake = cluster();
    for (auto& [question, answer] : fake.http.answers)
        if (question.find("node-2") != std::string::npos) answer->address = "10.0.0.7";
    fake.http.answers.erase("GET http://node-2:8080/version");

    const auto seen = examine(collectors::services, fake);

    REQUIRE(seen.finding("services.down_on_node"));
    CHECK(seen.finding("services.down_on_node")->parameters.at("node") == "node-2 (10.0.0.7)");
    CHECK(seen.evidence.at("probes")->find(R"("address":"10.0.0.7")") != std::string::npos);
}

TEST_CASE("services: a node that is away is one finding, a service of it is another") {
    auto fake = cluster();
    fake.http.answers.erase("GET http://node-2:8080/version");
    CHECK(found(fake) == Ids{"services.down_on_node"});

    std::erase_if(fake.http.answers,
                  [](const auto& each) { return each.first.find("node-2") != std::string::npos; });
    CHECK(found(fake) == Ids{"services.node_unreachable"});
}

TEST_CASE("services: mixed versions in a cluster are critical") {
    auto fake = cluster();
    fake.http.answers.insert_or_assign("GET http://node-2:8080/version",
                                       HttpAnswer{.status = 200, .body = "3.49.0\n"});

    CHECK(found(fake) == Ids{"services.version_mixed"});
}

TEST_CASE("services: a node that answers and tells no version is named beside those that do") {
    const std::string node = "node-2";
    for (const auto& answer :
         {HttpAnswer{.status = 401}, HttpAnswer{.status = 404}, HttpAnswer{.status = 200},
          HttpAnswer{.status = 200, .body = "<html>3.48.1</html>"}}) {
        CAPTURE(answer.status);
        auto fake = cluster();
        for (auto& [question, told] : fake.http.answers)
            if (question.find(node) != std::string::npos) told = answer;
        CHECK(found(fake) == Ids{"services.version_untold"});

        // Where nobody tells any, no version is known to compare with.
        for (auto& [question, told] : fake.http.answers) told->body.clear();
        const auto ids = found(fake);
        CHECK(std::ranges::find(ids, "services.version_untold") == ids.end());
    }
}

TEST_CASE("services: who serves what only SAFR's primary serves is told by name and address") {
    auto fake = cluster();
    const auto primary = [&] {
        for (const auto& fact : collectors::services.judge(gathered(fake), {}).facts)
            if (fact.id == "services.safr_primary") return fact.value;
        return std::string{};
    };
    for (auto& [question, answer] : fake.http.answers)
        if (question.find("node-2") != std::string::npos) answer->address = "10.0.0.7";
    CHECK(primary().empty());

    for (const auto& service : services())
        if (service.id == "virga" || service.id == "console")
            fake.http.answers.erase("GET http://127.0.0.1:" + std::to_string(service.port) +
                                    std::string(service.health));
    CHECK(primary() == "10.0.0.7, node-2");

    // Two servers that both do: nobody can tell which is it.
    fake.scope.site.nodes.push_back("node-3");
    const std::string health(service_named("virga")->health);
    const auto port = std::to_string(service_named("virga")->port);
    fake.http.answers.insert_or_assign("GET http://node-3:" + port + health,
                                       HttpAnswer{.status = 200, .address = "10.0.0.8"});
    CHECK(primary().empty());
}

TEST_CASE("services: one service of another version than its neighbours tells of half an upgrade") {
    auto fake = cluster();
    fake.scope.site.nodes.clear();
    fake.http.answers.insert_or_assign(
        covi_here, HttpAnswer{.status = 200, .body = R"({"version":"3.47.0"})"});

    CHECK(found(fake) == Ids{"services.version_uneven"});
}

TEST_CASE("services: versions are found in bodies whose shape nobody documents") {
    CHECK(version_in("3.48.1\n") == "3.48.1");
    CHECK(version_in("\"3.48.1\"") == "3.48.1");
    CHECK(version_in(R"({"service":"covi","buildVersion":"3.48.1-b7"})") == "3.48.1-b7");
    CHECK(version_in(R"({"data":{"version":"3.4"}})") == "3.4");
    CHECK(version_in(R"({"version":"none yet"})") == std::nullopt);
    CHECK(version_in("<html>1.1</html>") == std::nullopt);
    CHECK(version_in("") == std::nullopt);
}

TEST_CASE("services: a process in another's place is a restart, many side by side are none") {
    auto fake = cluster();
    const int pid = fake.scope.site.processes.front().pid;
    fake.files.texts["/proc/sys/kernel/random/boot_id"] = "b1\n";
    const auto past = [](std::string_view boot, std::initializer_list<int> pids) {
        std::string line = "{\"time\":" + std::to_string(now_s - 3'000) + ",\"boot\":\"" +
                           std::string(boot) + "\",\"starts\":[";
        for (const int each : pids)
            line += std::string(each == *pids.begin() ? "" : ",") +
                    "{\"service\":\"covi\",\"pid\":" + std::to_string(each) + "}";
        return line + "]}\n";
    };

    fake.scope.past = past("b1", {7});
    CHECK(found(fake) == Ids{"services.restarted"});

    fake.scope.past = past("b1", {pid});
    CHECK(found(fake) == Ids{});

    fake.scope.past = past("b0", {7});
    CHECK(found(fake) == Ids{});

    fake.scope.past = past("b1", {pid, pid + 1000, pid + 2000});
    CHECK(found(fake) == Ids{});
    fake.scope.past = "";
    for (int more = 0; more < 5; ++more)
        fake.scope.site.processes.push_back({.pid = 9'000 + more, .service = "covi"});
    CHECK(found(fake) == Ids{});
}

TEST_CASE("services: failed and restarting units are named") {
    auto fake = cluster();
    fake.scope.site.processes.front().unit = "safr-covi.service";
    fake.programs.answers.insert_or_assign(
        "systemctl show --no-pager --property=Id,ActiveState,SubState,NRestarts,Result "
        "safr-covi.service",
        ProgramOutput{.output = "Id=safr-covi.service\nActiveState=failed\nSubState=failed\n"
                                "NRestarts=5\nResult=exit-code\n\n"
                                "Id=b.service\nActiveState=activating\nSubState=auto-restart\n"});

    CHECK(found(fake) == Ids{"services.unit_failed", "services.unit_restarting"});
}

TEST_CASE("services: SAFR's own check is not run when others than root could have changed it") {
    auto fake = cluster();
    const auto check = fake.scope.program_root + "/bin/check";
    fake.programs.answers.insert_or_assign(check, ProgramOutput{.output = "all up\n"});
    CHECK(*gathered(fake).at("check") == "exit code 0\nall up\n");

    fake.programs.not_trusted.insert(check);
    fake.programs.calls.clear();
    CHECK(gathered(fake).at("check").error().fault == Fault::refused);
    CHECK(std::ranges::count(fake.programs.calls, check) == 0);

    fake.scope.brief = true;
    CHECK_FALSE(gathered(fake).contains("check"));
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
