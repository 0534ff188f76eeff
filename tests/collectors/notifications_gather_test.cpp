// SPDX-License-Identifier: Apache-2.0
#include <doctest.h>

#include "collectors/catalog.hpp"
#include "collectors/notifications/gather.hpp"
#include "tests/collectors/cameras_peers.hpp"
#include "tests/fakes.hpp"

using namespace diag;
using namespace diag::notifications;
using namespace diag::test;

namespace {

const std::string config_path = "/opt/RealNetworks/SAFR/ares/SAFRActions.config";

/// Says each line as it is, and after each but the last waits for the client to say something.
PeerServer saying(std::vector<std::string> lines) {
    return PeerServer([lines](int peer, const std::atomic<bool>& stop) {
        for (const auto& line : lines) {
            if (::send(peer, line.data(), line.size(), MSG_NOSIGNAL) < 0) return;
            pollfd waiting{peer, POLLIN, 0};
            while (!stop && ::poll(&waiting, 1, 20) == 0) continue;
            char in[512];
            if (stop || ::recv(peer, in, sizeof in, 0) <= 0) return;
        }
    });
}

FakeWorld world_of(const std::string& config) {
    FakeWorld fake;
    fake.scope.brief = true;
    fake.paths.texts.insert_or_assign(config_path, config);
    return fake;
}

std::string config_for(int port, const std::string& more = "") {
    return "rules: [ { triggers: [ { actions: [ \"@emailSend guard\" ] } ] } ],\n"
           "emailDef: [ { label: guard, host: 127.0.0.1, tls: none, port: " +
           std::to_string(port) + ", to: a@b.example" + more + " } ]\n";
}

std::vector<std::string> ids_of(const Seen& seen) {
    std::vector<std::string> ids;
    for (const auto& each : seen.judgement.findings) ids.push_back(each.id);
    return ids;
}

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("notifications: a site whose mail server answers has nothing to be told") {
    auto server = saying({"220 mail ESMTP\r\n", "250-mail\r\n250 SIZE\r\n", "221 bye\r\n"});
    auto fake = world_of(config_for(server.port()));

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{});
    CHECK(server.accepted == 1);
}

TEST_CASE("notifications: a server that turns us away for now loses alarms, which are counted") {
    auto server = saying({"421 4.3.2 too many connections\r\n"});
    auto fake = world_of(config_for(server.port()));
    Walk walk;
    walk.entries = {{.path = "ares.log", .kind = Kind::file, .bytes = 10}};
    fake.paths.walks.insert_or_assign("/opt/RealNetworks/SAFR/ares/logs", walk);
    fake.programs.answers.insert_or_assign(
        "tail -c 1048576 -- /opt/RealNetworks/SAFR/ares/logs/ares.log",
        ProgramOutput{.output = "--> 20:00:01 @emailSend guard\n<-- 20:00:01 reply\n"
                                "--> 20:00:02 @emailSend guard Jane Doe\n"
                                "XXX 20:00:03 9.2 sec gate Jane Doe -> Too Late\n"});

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{"notifications.busy", "notifications.alarms_lost"});
    CHECK(seen.finding("notifications.alarms_lost")->parameters.at("sent") == "2");
    for (const auto& [name, value] : seen.evidence)
        if (value) CHECK_MESSAGE(value->find("Doe") == std::string::npos, name);
}

TEST_CASE(
    "notifications: a server that takes the connection and says nothing is given up in time") {
    PeerServer server([](int peer, const std::atomic<bool>& stop) {
        pollfd waiting{peer, POLLIN, 0};
        while (!stop && ::poll(&waiting, 1, 20) == 0) continue;
    });
    auto fake = world_of(config_for(server.port()));
    const auto begun = std::chrono::steady_clock::now();

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{"notifications.greeting_late"});
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}

TEST_CASE("notifications: a closed port is a server that takes no connections") {
    int port = 0;
    {
        auto server = saying({});
        port = server.port();
    }
    auto fake = world_of(config_for(port));

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{"notifications.refused", "notifications.alarms_lost"});
}

TEST_CASE("notifications: a password that would travel in the clear is a warning") {
    auto server = saying({"220 mail\r\n", "250-mail\r\n250 AUTH PLAIN\r\n", "221 bye\r\n"});
    auto fake = world_of(config_for(server.port(), ", user: u, password: hidden-9-pw"));

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{"notifications.password_in_clear"});
    for (const auto& [name, value] : seen.evidence)
        if (value) CHECK_MESSAGE(value->find("hidden-9-pw") == std::string::npos, name);
}

TEST_CASE("notifications: where ARES does not run and has no configuration nothing is said") {
    FakeWorld fake;

    CHECK(ids_of(examine(collectors::notifications, fake)) == Ids{});
    fake.scope.site.processes.push_back({.pid = 7, .service = "ares", .directory = "/srv/ares"});
    CHECK(ids_of(examine(collectors::notifications, fake)) == Ids{"notifications.config_absent"});
    CHECK(places_of_config(fake.scope).front() == "/srv/ares/SAFRActions.config");
}

TEST_CASE("notifications: a configuration on a mount that hangs is not known") {
    FakeWorld fake;
    fake.paths.silent = {"/opt/RealNetworks/SAFR/ares"};

    CHECK(ids_of(examine(collectors::notifications, fake)) ==
          Ids{"notifications.config_unreadable"});
}

TEST_CASE("notifications: a provider of short messages that is not reached is told by its host") {
    auto fake = world_of(
        "rules: [ { actions: [ \"@smsSend boss\" ] } ],\n"
        "smsDef: [ { label: boss, url: \"https://k:s@sms.example/send?key=1\", phone: 555 } ]");

    const auto seen = examine(collectors::notifications, fake);

    CHECK(fake.http.calls == Ids{"HEAD https://sms.example:443/"});
    CHECK(ids_of(seen) == Ids{"notifications.sms_unreachable"});
}

TEST_CASE("notifications: what was sent is counted by labels as they are, blanks and all") {
    const std::vector<Channel> channels{{.label = "gate"}, {.label = "gate north"}};

    const auto sent = sent_in(
        "--> 20:00:01 @emailSend gate north Jane Doe\n--> 20:00:02 @emailSend gate Jane Doe\n"
        "--> 20:00:03 @emailSend gate northern\n--> 20:00:04 @smsSend gate north\n",
        channels);

    CHECK(sent.by_label.at("mail gate north") == 1);
    CHECK(sent.by_label.at("mail gate") == 2);
    CHECK(sent.by_label.at("sms gate") == 1);
}

TEST_CASE("notifications: an address that takes nothing leaves the others their turn") {
    auto server = saying({"220 mail ESMTP\r\n", "250 mail\r\n", "221 bye\r\n"});
    const Errand errand{.host = "mail.example",
                        .port = static_cast<std::uint16_t>(server.port()),
                        .security = Security::none,
                        .own_name = "[127.0.0.1]"};

    std::vector<Call> calls(1);
    calls[0].errand = errand;
    calls[0].addresses = Addresses{"::1", "127.0.0.2", "127.0.0.1"};

    const auto visit = visit_all(calls, milliseconds{3'000}, milliseconds{6'000}).front();

    CHECK(visit.address == "127.0.0.1");
    CHECK_FALSE(visit.fault);
}

TEST_CASE(
    "notifications: a mail server that only the Status page names is asked where it is told") {
    auto server = saying({"421 4.3.2 too many connections\r\n"});
    FakeWorld fake;
    fake.scope.brief = true;
    fake.scope.notifications.servers = {"127.0.0.1:" + std::to_string(server.port()), "nonsense"};

    const auto seen = examine(collectors::notifications, fake);

    CHECK(ids_of(seen) == Ids{"notifications.busy", "notifications.builtin_lost"});
    CHECK(seen.finding("notifications.builtin_lost")->parameters.at("server") ==
          fake.scope.notifications.servers.front());
    CHECK(server.accepted == 1);
}

TEST_CASE("notifications: a server that SAFRActions.config names too is asked once") {
    auto server = saying({"220 mail ESMTP\r\n", "250-mail\r\n250 SIZE\r\n", "221 bye\r\n"});
    auto fake = world_of(config_for(server.port()));
    fake.scope.notifications.servers = {"127.0.0.1:" + std::to_string(server.port())};

    CHECK(ids_of(examine(collectors::notifications, fake)) == Ids{});
    CHECK(server.accepted == 1);
}

TEST_CASE(
    "notifications: a broken server of both loses the entries' alarms and the built-in ones") {
    auto server = saying({"421 4.3.2 too many connections\r\n"});
    auto fake = world_of(config_for(server.port()));
    fake.scope.notifications.servers = {"127.0.0.1:" + std::to_string(server.port())};

    CHECK(ids_of(examine(collectors::notifications, fake)) ==
          Ids{"notifications.busy", "notifications.alarms_lost", "notifications.builtin_lost"});
    CHECK(server.accepted == 1);
}
