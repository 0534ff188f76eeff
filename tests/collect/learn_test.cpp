// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/learn.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/fakes.hpp"

using namespace diag;

namespace {

struct Machine {
    test::FakeFiles files;
    test::FakePaths paths;
    Scope scope;

    void put(const std::string& path, const std::string& text) {
        auto& walk = paths.walks.try_emplace(scope.program_root, Walk{}).first->second;
        walk->entries.push_back({.path = path, .kind = Kind::file, .bytes = text.size()});
        paths.texts.insert_or_assign(scope.program_root + "/" + path, text);
    }
    redact::Learner taught() {
        redact::Learner learner(rules::Rules{});
        collect::learn_of_site(learner, scope, {files, paths});
        return learner;
    }
    rules::Rules learned() {
        auto all = taught().learned();
        REQUIRE(all);
        return *all;
    }
};

bool has(const std::vector<std::string>& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

}  // namespace

TEST_CASE("learn: passwords in SAFR's configuration and in our own accounts are known") {
    Machine machine;
    machine.put("virgo/virgo-factory.conf", "{\"global\": {\"user-password\": \"Tr0ub4dor&3\"}}");
    machine.put("covi/config/application.properties",
                "db.uri=mongodb://safr:p%40ss-word7@localhost/x\nmail.password=options\n");
    machine.scope.accounts = {{"mongo", {"diag", "own-acc0unt", "admin"}}};

    const auto secrets = machine.learned().secrets;

    CHECK(has(secrets, "Tr0ub4dor&3"));
    CHECK(has(secrets, "p@ss-word7"));
    CHECK(has(secrets, "own-acc0unt"));
    CHECK_FALSE(has(secrets, "options"));
}

TEST_CASE("learn: passwords of many cameras do not crowd out those of SAFR") {
    Machine machine;
    machine.put("application.properties", "db.uri=mongodb://safr:p%40ss-word7@localhost/x\n");
    for (int i = 0; i < 300; ++i)
        machine.scope.cameras.urls.push_back("rtsp://root:c4mera-pass-" + std::to_string(i) +
                                             "@cam-" + std::to_string(i) + "/stream");

    const auto secrets = machine.learned().secrets;

    CHECK(secrets.size() == 256);
    CHECK(has(secrets, "p@ss-word7"));
}

TEST_CASE("learn: what is too plain to be looked for is counted, but for this machine's own name") {
    Machine machine;
    machine.put("application.properties", "mail.password=options\n");
    machine.files.texts["/proc/sys/kernel/hostname"] = "vm\n";
    machine.files.texts["/etc/hosts"] = "127.0.0.1 localhost\n10.0.0.9 db\n";
    machine.scope.nodes = {"server"};

    CHECK(machine.taught().not_learned() ==
          redact::NotLearned{{"host_too_plain", 1}, {"secret_too_short", 1}});
}

TEST_CASE("learn: objects, logs, programs and what is too large are not even asked for") {
    Machine machine;
    machine.put("cv-storage/a/b.json", "{\"password\": \"hunter2x-1\"}");
    machine.put("covi/logs/old.json", "{\"password\": \"hunter2x-2\"}");
    machine.put("bin/run.sh", "password=hunter2x-3");
    machine.put("big.json", "{\"password\": \"hunter2x-4\"}" + std::string(300'000, ' '));

    CHECK(machine.learned().secrets.empty());
    for (const auto& path : machine.paths.asked) {
        CHECK(path.find("cv-storage") == std::string::npos);
        CHECK(path.find("logs") == std::string::npos);
    }
}

TEST_CASE("learn: a mount that does not answer costs what it holds and nothing else") {
    Machine machine;
    machine.put("a.conf", "password=hunter2x-1\n");
    machine.put("dead/b.conf", "password=hunter2x-2\n");
    machine.paths.silent = {machine.scope.program_root + "/dead"};

    CHECK(machine.learned().secrets == std::vector<std::string>{"hunter2x-1"});
}

TEST_CASE("learn: names of this machine, its neighbours and what is configured are known") {
    Machine machine;
    machine.files.texts["/proc/sys/kernel/hostname"] = "nvr-north\n";
    machine.files.texts["/etc/resolv.conf"] = "nameserver 10.0.0.1\nsearch acme.lan x.acme.lan\n";
    machine.files.texts["/etc/hosts"] =
        "127.0.0.1 localhost\n::1 ip6-localhost ip6-loopback\n10.0.0.9 dbhost9.acme.lan dbhost9 # "
        "x\n";
    machine.scope.nodes = {"safr-node2", "10.0.0.2"};
    machine.scope.mongo.hosts = {"mongo-a.acme.lan:27017"};
    machine.scope.nfs.exports = {"nas-01:/export"};
    machine.scope.cameras.urls = {"rtsp://root:c4mera-pass@cam-lobby/stream"};

    const auto rules = machine.learned();

    for (const char* host :
         {"nvr-north", "nvr-north.acme.lan", "nvr-north.x.acme.lan", "dbhost9.acme.lan",
          "safr-node2", "mongo-a.acme.lan", "nas-01", "cam-lobby"})
        CHECK_MESSAGE(has(rules.hosts, host), host);
    CHECK_FALSE(has(rules.hosts, "localhost"));
    CHECK_FALSE(has(rules.hosts, "ip6-localhost"));
    CHECK_FALSE(has(rules.hosts, "10.0.0.2"));
    CHECK(has(rules.secrets, "c4mera-pass"));
}

TEST_CASE("learn: evidence tells nodes, hosts and secrets of command lines, and no other secret") {
    Site site;
    site.known = true;
    site.nodes = {"safr-node3"};
    site.processes.push_back({.argv = {"mongod", "--password", "cmd-l1ne-pass"}});
    static const Collector discoverer{.id = "install", .discovers = "site"};
    static const Collector cameras{.id = "cameras"};
    std::vector<run::Gathered> gathered(2);
    gathered[0].collector = &cameras;
    gathered[0].evidence.emplace("feeds", "{\"url\":\"rtsp://a:not-bel1eved@cam77.acme.lan/x\"}");
    gathered[1].collector = &discoverer;
    gathered[1].evidence.emplace("site", json::write(to_json(site)));
    redact::Learner learner(rules::Rules{});

    collect::learn_of_evidence(learner, gathered);

    const auto learned = learner.learned();
    REQUIRE(learned);
    const auto& rules = *learned;
    CHECK(has(rules.hosts, "safr-node3"));
    CHECK(has(rules.hosts, "cam77.acme.lan"));
    CHECK(has(rules.secrets, "cmd-l1ne-pass"));
    CHECK_FALSE(has(rules.secrets, "not-bel1eved"));
}
