// SPDX-License-Identifier: Apache-2.0
// Whom gather asks, and what it keeps. The wire itself is tested against the simulator by
// tests/end_to_end/mongo_faults.
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collectors/mongo/ask.hpp"
#include "collectors/mongo/mongod_settings.hpp"
#include "collectors/mongo/targets.hpp"
#include "tests/collectors/mongo_world.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::mongo;

namespace {

/// A loopback port: bound and silent while this lives, refused once `close` was called.
struct Port {
    int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::uint16_t number = 0;
    Port() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        if (::bind(socket, plain, size) == 0 && ::listen(socket, 8) == 0 &&
            ::getsockname(socket, plain, &size) == 0)
            number = ntohs(address.sin_port);
    }
    Port(const Port&) = delete;
    Port& operator=(const Port&) = delete;
    ~Port() { close(); }
    void close() {
        if (socket >= 0) ::close(socket);
        socket = -1;
    }
};

SiteProcess daemon(std::vector<std::string> argv, std::vector<Listener> listeners) {
    SiteProcess process;
    process.pid = 2201;
    process.service = "mongod";
    process.directory = "/opt/RealNetworks/SAFR";
    process.argv = std::move(argv);
    process.listeners = std::move(listeners);
    return process;
}

FakeWorld brief_world() {
    FakeWorld world;
    world.scope.brief = true;
    world.scope.site.known = true;
    return world;
}

}  // namespace

TEST_CASE("mongo: settings are read from the YAML that mongod documents") {
    const auto settings = settings_of_file(
        "# mongod.conf\n"
        "storage:\n"
        "  dbPath: \"/srv/mongo data\"   # moved\n"
        "net:\n"
        "  port: 27019\n"
        "  bindIp: 127.0.0.1,10.0.0.5\n"
        "  tls:\n"
        "    mode: requireTLS\n"
        "    certificateKeyFilePassword: hunter2\n"
        "replication.replSetName: safr\n"
        "security:\n"
        "    authorization: enabled\n"
        "    keyFile: /etc/key\n");

    CHECK(settings == Settings{{"storage.dbPath", "/srv/mongo data"},
                               {"net.port", "27019"},
                               {"net.bindIp", "127.0.0.1,10.0.0.5"},
                               {"net.tls.mode", "requireTLS"},
                               {"replication.replSetName", "safr"},
                               {"security.authorization", "enabled"},
                               {"security.keyFile", "set"}});
    CHECK(demands_tls(settings));
}

TEST_CASE("mongo: settings of old files and of command lines have the same names") {
    const Settings expected{{"net.port", "27019"},
                            {"replication.replSetName", "safr"},
                            {"security.authorization", "enabled"},
                            {"storage.dbPath", "/data"}};
    CHECK(settings_of_file("port = 27019\nreplSet=safr\nauth = true\ndbpath=/data\nfork=true\n") ==
          expected);
    CHECK(settings_of_command_line({"mongod", "--port", "27019", "--replSet=safr", "--auth",
                                    "--dbpath", "/data", "--fork"}) == expected);
    CHECK(settings_of_command_line({"mongod", "-f", "/etc/m.conf"}).at("config") == "/etc/m.conf");
    CHECK(settings_of_command_line({"mongod", "--port"}).empty());
}

TEST_CASE("mongo: hosts are read with and without port, and IPv6 in brackets") {
    CHECK(target_from("db1:27019", "")->address() == "db1:27019");
    CHECK(target_from("db1", "")->address() == "db1:27017");
    CHECK(target_from("[::1]:27019", "")->address() == "[::1]:27019");
    CHECK(target_from("fe80::1", "")->address() == "[fe80::1]:27017");
    for (const char* bad :
         {"", ":27017", "db1:0", "db1:70000", "db1:x", "u:p@db1", "db1/?x", "[::1"})
        CHECK_FALSE(target_from(bad, ""));
}

TEST_CASE("mongo: a process is asked where it listens, loopback first") {
    const auto at = [](const SiteProcess& process) {
        return target_of({&process, settings_of_command_line(process.argv)}).address();
    };
    CHECK(at(daemon({"mongod", "--port", "27019"}, {{"0.0.0.0", 27019}})) == "127.0.0.1:27019");
    CHECK(at(daemon({"mongod"}, {{"10.0.0.5", 27020}})) == "10.0.0.5:27020");
    CHECK(at(daemon({"mongod"}, {{"::1", 27020}})) == "[::1]:27020");
    CHECK(at(daemon({"mongod", "--bind_ip", "10.0.0.5"}, {})) == "10.0.0.5:27017");
    CHECK(at(daemon({"mongod"}, {})) == "127.0.0.1:27017");
}

TEST_CASE("mongo: only hosts of the configuration get the account unproven, and our daemons") {
    Scope scope;
    scope.nodes = {"DB2"};
    scope.site.nodes = {"db9"};
    scope.mongo.hosts = {"db3.site:27019"};
    const auto vouched = [&](const char* host, const char* source) {
        return is_vouched_for(*target_from(host, source), scope, {});
    };
    for (const char* known : {"db2:27018", "db3.site"}) {
        CAPTURE(known);
        CHECK(vouched(known, "announced"));
    }
    for (const char* strange :
         {"db9", "db3", "10.0.0.5:27019", "127.0.0.1.evil", "127.0.0.1:1", "[::1]:1"}) {
        CAPTURE(strange);
        CHECK_FALSE(vouched(strange, "announced"));
        CHECK_FALSE(vouched(strange, "process"));
        CHECK(vouched(strange, "configuration"));
    }
}

TEST_CASE("mongo: a daemon is vouched for where it listens, not where it says it does") {
    const auto vouched = [](const SiteProcess& process, const char* host) {
        const Daemon ours{&process, settings_of_command_line(process.argv)};
        const bool announced = is_vouched_for(*target_from(host, "announced"), {}, {ours});
        CHECK(is_vouched_for(*target_from(host, "process"), {}, {ours}) == announced);
        return announced;
    };
    const auto listening =
        daemon({"mongod", "--port", "27018"}, {{"10.0.0.5", 27019}, {"::", 27020}});
    CHECK(vouched(listening, "10.0.0.5:27019"));
    CHECK(vouched(listening, "localhost:27020"));
    CHECK_FALSE(vouched(listening, "127.0.0.1:27019"));
    CHECK_FALSE(vouched(listening, "127.0.0.1:27018"));
    CHECK_FALSE(vouched(listening, "10.0.0.5:27020"));
    CHECK_FALSE(vouched(listening, "10.0.0.6:27019"));

    const auto starting = daemon({"mongod", "--bind_ip", "db.foreign", "--port", "27018"}, {});
    CHECK(vouched(starting, "127.0.0.1:27018"));
    CHECK_FALSE(vouched(starting, "127.0.0.1:27017"));
    CHECK_FALSE(vouched(starting, "db.foreign:27018"));
}

TEST_CASE("mongo: which daemons are SAFR's is told by who owns its folders and the database's") {
    const auto asked = [](bool with_account) {
        auto world = brief_world();
        world.scope.site.processes = {daemon({"mongod", "--port", "1"}, {})};
        if (with_account) world.scope.accounts["mongo"] = {"diag", "secret-word", ""};
        examine(collectors::mongo, world);
        return std::set(world.programs.calls.begin(), world.programs.calls.end());
    };
    const std::string stat = "stat -L -c %U %u -- /opt/RealNetworks/SAFR";
    CHECK(asked(true) == std::set{stat, stat + "/mongo/data"});
    CHECK(asked(false).empty());
}

TEST_CASE("mongo: a process is vouched for only if who owns SAFR's folders runs it") {
    Port port;
    port.close();
    const auto is_vouched = [&](const char* user) {
        auto world = brief_world();
        world.scope.site.processes = {
            daemon({"mongod", "--port", std::to_string(port.number)}, {})};
        world.scope.site.processes[0].user = user;
        world.scope.accounts["mongo"] = {"diag", "secret-word", ""};
        world.programs.answers.insert_or_assign(
            "stat -L -c %U %u -- /opt/RealNetworks/SAFR/mongo/data",
            ProgramOutput{.exit_code = 0, .output = "mongod 991\n", .errors = {}});
        const auto seen = examine(collectors::mongo, world);
        const auto nodes = json::parse(*seen.evidence.at("nodes"));
        return json::flag_at(nodes->get_array().at(0), "vouched");
    };
    CHECK(is_vouched("mallory") == false);
    CHECK(is_vouched("") == false);
    CHECK(is_vouched("root") == true);
    CHECK(is_vouched("991") == true);
}

TEST_CASE("mongo: names are classified before redaction changes them") {
    CHECK(kind_of_host("localhost") == "loopback");
    CHECK(kind_of_host("127.0.0.2") == "loopback");
    CHECK(kind_of_host("10.0.0.5") == "ip");
    CHECK(kind_of_host("fe80::1") == "ip");
    CHECK(kind_of_host("127.example") == "name");
    CHECK(kind_of_host("db1") == "name");
}

TEST_CASE("mongo: a process that refuses is told, with what its file says and no secret") {
    Port port;
    port.close();
    auto world = brief_world();
    world.scope.site.role = "primary";
    world.scope.site.processes = {
        daemon({"mongod", "--config", "mongod.conf", "--port", std::to_string(port.number)}, {})};
    world.paths.texts.insert_or_assign(
        "/opt/RealNetworks/SAFR/mongod.conf",
        Result<std::string>{"net:\n  tls:\n    certificateKeyFilePassword: hunter2\n"
                            "replication:\n  replSetName: safr\n"});
    world.scope.accounts["mongo"] = {"diag", "secret-word", ""};

    const auto seen = examine(collectors::mongo, world);

    CHECK(troubles(seen) == Ids{"mongo.node_refused"});
    CHECK(seen.evidence.at("daemon.0")->find("safr") != std::string::npos);
    for (const auto& [name, value] : seen.evidence) {
        const auto text = value ? *value : value.error().what;
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find("secret-word") == std::string::npos);
    }
}

TEST_CASE("mongo: a silent node costs one patience and holds up nobody else") {
    const Port silent;
    Port refusing;
    refusing.close();
    auto world = brief_world();
    world.scope.mongo.hosts = {"127.0.0.1:" + std::to_string(silent.number),
                               "127.0.0.1:" + std::to_string(refusing.number), "bad host"};
    const auto start = system_clock().uptime();

    const auto seen = examine(collectors::mongo, world);

    CHECK((system_clock().uptime() - start).count() < 4000);
    CHECK(troubles(seen).contains("mongo.node_silent"));
    CHECK(troubles(seen).contains("mongo.node_refused"));
}

TEST_CASE("mongo: hello without an account fails in the words of the one who asked") {
    Port port;
    port.close();

    const auto answer = mongo::hello("127.0.0.1", port.number, milliseconds{500});

    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::refused);
}

TEST_CASE("mongo: nothing to ask is no error") {
    auto world = brief_world();
    world.scope.site.known = false;

    CHECK(troubles(examine(collectors::mongo, world)).empty());
}
