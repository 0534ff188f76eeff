// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include <algorithm>

#include "collectors/catalog.hpp"
#include "collectors/install/cluster.hpp"
#include "collectors/install/discover.hpp"
#include "collectors/install/ports_conf.hpp"
#include "collectors/install/processes.hpp"
#include "collectors/install/sockets.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::install;
using namespace diag::test;

namespace {

constexpr std::string_view root = "/opt/RealNetworks/SAFR";

/// CoVi as Java, mongod, and an administrator's shell that stands in SAFR's folder.
FakeWorld server() {
    FakeWorld world;
    auto& files = world.files;
    const auto process = [&](const std::string& pid, const std::string& program,
                             const std::string& directory, const std::string& cmdline) {
        const auto home = "/proc/" + pid;
        files.directories["/proc"].push_back(pid);
        files.links[home + "/exe"] = program;
        files.links[home + "/cwd"] = directory;
        files.texts[home + "/cmdline"] = cmdline;
        files.texts[home + "/status"] = "Name:\tx\nUid:\t990\t990\t990\t990\nVmRSS:\t  2048 kB\n";
        files.texts[home + "/cgroup"] = "0::/system.slice/safr-" + pid + ".service\n";
        files.texts[home + "/stat"] =
            pid + " (a b) S 1 1 1 0 -1 4194560 1 0 0 0 5 5 0 0 20 0 9 0 6000 1 2 3";
        files.directories[home + "/fd"] = {"3"};
    };
    const std::string safr(root);
    process("100", safr + "/jdk/bin/java", safr + "/covi",
            std::string("java\0-jar\0covi.jar\0", 19));
    process("200", safr + "/mongo/bin/mongod", "/",
            std::string("mongod\0--port\0"
                        "27017\0",
                        20));
    process("300", "/usr/bin/bash", safr + "/covi/logs", std::string("bash\0", 5));
    process("400", "/usr/sbin/nginx", "/", std::string("nginx\0", 6));
    files.links["/proc/100/fd/3"] = "socket:[11]";
    files.links["/proc/200/fd/3"] = "socket:[22]";
    files.texts["/proc/uptime"] = "3600.00 7000.00\n";
    files.texts["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nsafr:x:990:990::/:/bin/false\n";
    files.texts["/proc/net/tcp"] =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode\n"
        "   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        "
        "0 11 1\n"
        "   1: 0100007F:6989 00000000:0000 0A 00000000:00000000 00:00000000 00000000   990        "
        "0 22 1\n"
        "   2: 0100007F:1F92 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 33 1\n"
        "   3: 0100007F:1F93 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        "
        "0 44 1\n";
    world.paths.resolutions.insert_or_assign(
        safr, Resolved{.path = safr, .dangling = false, .device = 1, .links = {}});
    world.scope.program_root = safr;
    world.scope.data_root = safr;
    return world;
}

Judgement judged(FakeWorld& fake) {
    FakeSink sink;
    auto world = fake.world();
    collectors::install.gather(world, sink);
    return collectors::install.judge(sink.evidence, {});
}

bool has(const Judgement& judgement, std::string_view id) {
    return std::ranges::any_of(judgement.findings,
                               [&](const Finding& found) { return found.id == id; });
}

}  // namespace

TEST_CASE("install: SAFR's processes are known by where they lie, not by their names") {
    auto fake = server();
    auto world = fake.world();

    const auto site = discover(world).site;

    REQUIRE(site.processes.size() == 2);
    CHECK(site.processes[0].service == "covi");
    CHECK(site.processes[0].user == "safr");
    CHECK(site.processes[0].unit == "safr-100.service");
    CHECK(site.processes[0].resident == 2048 * 1024);
    CHECK(to_text(site.processes[0].started) == "2026-11-23T19:01:00.000Z");
    REQUIRE(site.processes[0].listeners.size() == 1);
    CHECK(site.processes[0].listeners[0].port == 8080);
    CHECK(site.processes[1].service == "mongod");
    CHECK(site.processes[1].listeners[0].address == "127.0.0.1");
}

TEST_CASE("install: without the primary's services a node is redundant, if there are other nodes") {
    auto fake = server();
    fake.scope.nodes = {"localhost", "safr-1", "safr-2.site.example"};
    fake.files.texts["/proc/sys/kernel/hostname"] = "safr-1\n";
    auto world = fake.world();

    const auto site = discover(world).site;
    CHECK(site.role == "redundant");
    CHECK(site.nodes == std::vector<std::string>{"safr-2.site.example"});

    auto alone = server();
    auto small = alone.world();
    CHECK(discover(small).site.role == "primary");
}

TEST_CASE("install: a service that was moved is not looked for at its documented port") {
    Site site;
    site.ports = {{"covi", 9080, "safrports.conf"}, {"covi", 8080, "documented"}};
    CHECK(ports_of(site, "covi") == std::vector<std::uint16_t>{9080});

    site.ports = {
        {"covi", 8080, "listening"}, {"covi", 8080, "documented"}, {"covi", 8081, "documented"}};
    CHECK(ports_of(site, "covi") == std::vector<std::uint16_t>{8080, 8081});
}

TEST_CASE("install: a port of SAFR that a stranger listens on is found only while SAFR lacks it") {
    auto fake = server();
    CHECK_FALSE(has(judged(fake), "install.port_taken"));
    fake.files.links["/proc/1/exe"] = "/sbin/init";

    const auto judgement = judged(fake);

    // 8082 is the event server's, which does not run; 8083 is only connected, 8080 is CoVi's own.
    REQUIRE(has(judgement, "install.port_taken"));
    CHECK(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].parameters.at("port") == "8082");
}

TEST_CASE("install: the site goes through JSON unharmed") {
    auto fake = server();
    auto world = fake.world();
    const auto site = discover(world).site;

    const auto back = site_from(to_json(site));

    CHECK(json::write(to_json(back)) == json::write(to_json(site)));
    CHECK(back.known);
    CHECK(ports_of(back, "covi").front() == 8080);
}

TEST_CASE(
    "install: an installation of which nothing runs is critical, a machine without it is not") {
    auto stopped = server();
    stopped.files.directories["/proc"].clear();
    stopped.files.links["/proc/1/exe"] = "/sbin/init";
    CHECK(has(judged(stopped), "install.nothing_runs"));

    auto hidden = server();
    hidden.files.directories["/proc"].clear();
    CHECK(has(judged(hidden), "install.not_seen"));

    FakeWorld bare;
    const auto judgement = judged(bare);
    REQUIRE(judgement.findings.size() == 1);
    CHECK(judgement.findings[0].id == "install.not_found");
    CHECK(judgement.findings[0].severity == Severity::info);
}

TEST_CASE("install: ports are understood in whatever syntax names them") {
    const auto check = [](std::string_view text) {
        CAPTURE(text);
        const auto ports = ports_in(text);
        REQUIRE(ports.size() == 2);
        CHECK(ports[0].service == "covi");
        CHECK(ports[0].port == 18080);
        CHECK(ports[1].service == "cv-object-storage");
        CHECK(ports[1].port == 18087);
    };
    check("COVI_HTTP_PORT=18080\nCVOS_HTTPS_PORT = 18087\n");
    check("# covi 1\ncovi.port: 18080 # was 8080\nobject-storage.ssl-port: 18087\n");
    check("{\"covi\": {\"http\": 18080},\n \"cvos\": {\"https\": 18087}}");
    check("<port service=\"covi\" number=\"18080\"/>\n<port service=\"cvos\" number=\"18087\"/>");
    check("[covi]\nhttp = 18080\n[cvos]\nhttps = 18087\n");
    check("covi 18080 cvos 18087");
}

TEST_CASE("install: addresses, versions and comments hold no ports") {
    CHECK(ports_in("# covi 8080\nbind=10.0.0.1\nversion=3.48\n; x 99\n// y 100\n").empty());
    CHECK(ports_in("covi=0\ncovi=65536\ncovi=-1\ncovi=99999999999999999999\n").empty());
    CHECK(ports_in("").empty());
}

TEST_CASE("install: a ports file that names other ports than the service has is told") {
    auto fake = server();
    fake.paths.texts.insert_or_assign(std::string(root) + "/safrports.conf",
                                      Result<std::string>{"COVI_PORT=9090\n"});
    CHECK(has(judged(fake), "install.port_differs"));

    fake.paths.texts.insert_or_assign(std::string(root) + "/safrports.conf",
                                      Result<std::string>{"\x01\x02 nothing here"});
    CHECK(has(judged(fake), "install.ports_conf_empty"));
}

TEST_CASE("install: rows that are none are left out of the list of sockets") {
    CHECK(listening("").empty());
    CHECK(listening("   0: 0100007F 00000000:0000 0A a b c d e f g h\n").empty());
    CHECK(listening("   0: 0100007F:FFFFFF 00000000:0000 0A 0:0 00:0 0 0 0 5 1\n").empty());
    const auto six =
        listening("   0: 00000000000000000000000001000000:1F90 0:0 0A 0:0 00:0 0 0 0 5 1\n");
    REQUIRE(six.size() == 1);
    CHECK(six[0].listener.address == "::1");
}

TEST_CASE("install: the nodes are those of the set but this one") {
    using Nodes = std::vector<std::string>;
    CHECK(nodes_in(R"({"hosts":["db1:27017","db2:27017","10.0.0.3:27017"],"me":"db1:27017"})") ==
          Nodes{"db2", "10.0.0.3"});
    CHECK(nodes_in(R"({"hosts":["127.0.0.1:1","localhost:2"],"arbiters":["db9:27017"]})") ==
          Nodes{"db9"});
    CHECK(nodes_in(R"({"isWritablePrimary":true})").empty());
    CHECK(nodes_in("no JSON").empty());
}
