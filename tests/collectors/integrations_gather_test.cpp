// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/catalog.hpp"
#include "collectors/integrations/gather.hpp"
#include "collectors/integrations/picture.hpp"
#include "tests/collectors/integrations_peers.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::integrations;
using namespace diag::test;

namespace {

using Ids = std::vector<std::string>;
const std::string folder = "/opt/RealNetworks/SAFR/cv-event/logs";

FakeWorld world_of(std::vector<std::string> systems) {
    FakeWorld fake;
    fake.scope.brief = true;
    fake.scope.integrations.systems = std::move(systems);
    return fake;
}

void give_log(FakeWorld& fake, const std::string& text) {
    Walk walk;
    walk.entries = {{.path = "sync.log", .kind = Kind::file, .bytes = 10},
                    {.path = "sync.log.2026-11-21.gz", .kind = Kind::file},
                    {.path = "app.log", .kind = Kind::file}};
    fake.paths.walks.insert_or_assign(folder, walk);
    fake.programs.answers.insert_or_assign("tail -c 2097152 -- " + folder + "/sync.log",
                                           ProgramOutput{.output = text});
}

Ids ids_of(const Seen& seen) {
    Ids ids;
    for (const auto& each : seen.judgement.findings) ids.push_back(each.id);
    return ids;
}

const std::string success = "2026-11-23 19:30:00 INFO sync with OnGuard completed\n";

}  // namespace

TEST_CASE("integrations: a site whose system answers and is synced has nothing to be told") {
    Answering onguard("HTTP/1.1 401 Unauthorized\r\n\r\n");
    auto fake = world_of({onguard.place("lenel+plain")});
    give_log(fake, success);

    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{});
    CHECK(onguard.accepted() == 1);
    CHECK(onguard.asked().starts_with("GET / HTTP/1.1\r\n"));
}

TEST_CASE("integrations: where TLS is not what is spoken there it goes without") {
    Answering genetec("HTTP/1.1 400 Bad Request\r\n\r\n");
    auto fake = world_of({genetec.place("genetec")});

    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{"integrations.log_absent"});
    CHECK(genetec.accepted() == 2);
    CHECK(genetec.asked().starts_with("GET /"));
}

TEST_CASE("integrations: TLS that fails on our side is no reason to speak without") {
    // A ServerHello of TLS 1.0 whose cipher was not offered: it speaks TLS, and we cannot go on.
    std::string hello("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01", 11);
    hello += std::string(32, 'r') + std::string("\x00\x00\xff\x00", 4);
    Answering genetec(hello);
    auto fake = world_of({genetec.place("genetec")});
    give_log(fake, "2026-11-23 19:30:00 INFO Genetec: sync completed\n");

    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{"integrations.tls_failed"});
    CHECK(genetec.accepted() == 1);
}

TEST_CASE("integrations: authorities that cannot be read are told, and nobody waits for them") {
    Answering onguard("HTTP/1.1 401 Unauthorized\r\n\r\n");
    auto fake = world_of({onguard.place("lenel+plain")});
    give_log(fake, success);
    fake.scope.integrations.ca_file = "/srv/ca.pem";
    const Ids told{"integrations.authorities_unread"};

    CHECK(ids_of(examine(collectors::integrations, fake)) == told);
    fake.paths.texts.insert_or_assign("/srv/ca.pem", "no certificate\n");
    CHECK(ids_of(examine(collectors::integrations, fake)) == told);
    fake.paths.silent = {"/srv"};
    const auto seen = examine(collectors::integrations, fake);
    CHECK(ids_of(seen) == told);
    CHECK(seen.judgement.findings[0].parameters.at("reason") == "/srv/ca.pem did not answer");
}

TEST_CASE("integrations: another service at the port of SQL Server is told by what it is") {
    Answering ssh("SSH-2.0-OpenSSH_9.2p1\r\n");
    auto fake = world_of({ssh.place("amag")});
    give_log(fake, "2026-11-23 19:30:00 INFO AMAG: sync completed\n");

    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{"integrations.other_service"});
    CHECK(ssh.asked() == tds_question());
}

TEST_CASE("integrations: who takes the connection and says nothing is given up in time") {
    PeerServer silent(stay_silent);
    auto fake = world_of({"ldap://127.0.0.1:" + std::to_string(silent.port())});
    const auto begun = std::chrono::steady_clock::now();

    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{"integrations.no_answer"});
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}

TEST_CASE("integrations: a closed port is a service that is down on a machine that is up") {
    int port = 0;
    {
        PeerServer gone(stay_silent);
        port = gone.port();
    }
    auto fake = world_of({"lenel://127.0.0.1:" + std::to_string(port)});
    give_log(fake, "2026-11-23 19:30:00 ERROR OnGuard: Connection refused\n");

    CHECK(ids_of(examine(collectors::integrations, fake)) ==
          Ids{"integrations.refused", "integrations.sync_held_up"});
}

TEST_CASE("integrations: a site where SAFR works with nobody is asked nothing") {
    FakeWorld fake;
    CHECK(ids_of(examine(collectors::integrations, fake)) == Ids{});
    fake.scope.site.known = true;
    const auto seen = examine(collectors::integrations, fake);

    CHECK(ids_of(seen) == Ids{});
    CHECK(item(seen.evidence, "visits") == "[]");
}

TEST_CASE("integrations: a log on a mount that hangs is not known, and the system is asked") {
    Answering onguard("HTTP/1.1 200 OK\r\n\r\n");
    auto fake = world_of({onguard.place("lenel+plain")});
    fake.paths.silent = {folder};

    CHECK(ids_of(examine(collectors::integrations, fake)) == Ids{"integrations.log_unreadable"});
}

TEST_CASE("integrations: of the logs the two newest are read that are no archives") {
    Walk walk;
    const auto log = [](const char* name, int age) {
        return Entry{
            .path = name, .kind = Kind::file, .modified = Time{std::chrono::hours{100 - age}}};
    };
    walk.entries = {log("sync.log", 0), log("sync.log.2026-11-21", 48),
                    log("sync.log.2026-11-22", 24), log("sync.log.2026-11-20.gz", 10),
                    log("synchrony.txt", 1)};
    FakePaths paths;
    paths.walks.insert_or_assign(folder, walk);

    const auto logs = sync_logs({}, paths);

    REQUIRE(logs);
    CHECK(*logs == Ids{folder + "/sync.log.2026-11-22", folder + "/sync.log"});
}

TEST_CASE("integrations: what the configuration names is not asked again for being in the log") {
    SyncLog log;
    log.named = {{.kind = Brand::lenel, .host = "onguard.example", .discovered = true},
                 {.kind = Brand::ldap, .host = "dc1.example", .discovered = true}};

    const auto systems = systems_of({{"lenel://OnGuard.example"}, {}}, &log);

    REQUIRE(systems.size() == 2);
    CHECK_FALSE(systems[0].discovered);
    CHECK(systems[1].host == "dc1.example");
}

TEST_CASE("integrations: a SQL Server in the log is that of the product the configuration names") {
    SyncLog log;
    log.named = {{.kind = Brand::sqlserver, .host = "sql01.example", .discovered = true}};

    CHECK(systems_of({{"amag://SQL01.example"}, {}}, &log).size() == 1);
    CHECK(systems_of({{"lenel://sql01.example"}, {}}, &log).size() == 2);
}

TEST_CASE("integrations: a sync.log that cannot be read is no log without syncs") {
    auto fake = world_of({"genetec+tcp://127.0.0.1:1"});
    give_log(fake, "");
    for (auto& [command, output] : fake.programs.answers) output = ProgramOutput{.exit_code = 1};

    const auto ids = ids_of(examine(collectors::integrations, fake));

    CHECK(std::ranges::find(ids, "integrations.log_unreadable") != ids.end());
}
