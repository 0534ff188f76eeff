// SPDX-License-Identifier: Apache-2.0
// What an engineer sees who follows a request.
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>

#include "agent/exchange/request.hpp"
#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"
#include "platform/cms.hpp"
#include "platform/descriptor.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

/// As GET /v1/requests tells it.
std::string listed(const std::string& id, const std::string& agent) {
    return R"({"id":")" + id + R"(","agent":")" + agent +
           R"(","stage":"asked","made":"2026-11-23T20:00:00.000Z",)"
           R"("not_after":"2026-11-24T20:00:00.000Z"})";
}

const std::string one_id = "019ab3c4-5d6e-7f80-9123-456789abcdef";
const std::string sister_id = "019ab3c4-5d6e-7f80-8aaa-456789abcdef";
const std::string stranger_id = "019ab3c4-5d6f-7f80-9bbb-456789abcdef";

/// As GET /v1/requests/ID tells it.
std::string ended(const std::string& id, const std::string& agent, const std::string& how) {
    return R"({"id":")" + id + R"(","agent":")" + agent + R"(",)" + how + R"(,"state":"1"})";
}

/// Each step is taken when the one before it is known: somebody waits for another.
void wait_until_known(const PretendedDesk& desk, const std::string& state) {
    for (int i = 0; i < 600; ++i, system_clock().sleep(milliseconds{50}))
        if (read(desk.world / "asked.log").find("state=" + state + "&") != std::string::npos)
            return;
}

}  // namespace

TEST_CASE("desk watch: a line for each change, until the bundle is here") {
    PretendedDesk desk;
    desk.say("request.json", standing("asked", "", "1"));
    desk.say("asked.log", "");
    const auto known = [&](const std::string& state) { wait_until_known(desk, state); };
    std::jthread site([&] {
        known("1");
        desk.say("request.json", standing("granted", R"("by":"Ana","why":"go\non",)", "2"));
        known("2");
        desk.say("request.json",
                 standing("running", R"("progress":{"collector":"nfs","share":0.5},)", "3"));
        known("3");
        desk.stop();
        desk.say("request.json", standing("done", R"("upload":{"bytes":5,"size":10},)", "4"));
        desk.start();
        known("4");
        desk.say("request.json", standing("done", R"("bundle":"b","here":true,)", "5"));
    });

    const auto ran = desk.run({"watch", "019ab3c4"});

    CHECK(ran.exit_code == 0);
    for (const char* line :
         {"asked: the agent has not taken it yet", "granted by Ana: go on", "running nfs",
          "the bundle is on its way", "here", "safr-desk fetch b"})
        CHECK(says(ran, line));
    CHECK(says(ran, "safr-desk fetch b --desk " + desk.home));
    CHECK(says(ran, "asking again"));
}

TEST_CASE("desk watch: that it was granted is told also where nobody looked in between") {
    PretendedDesk desk;
    desk.say("request.json", standing("running", R"("by":"Ana",)", "1"));
    desk.say("asked.log", "");
    std::jthread site([&] {
        wait_until_known(desk, "1");
        desk.say("request.json", standing("done", R"("by":"Ana","bundle":"b","here":true,)", "2"));
    });

    const auto ran = desk.run({"watch", "019ab3c4"});

    CHECK(ran.exit_code == 0);
    const auto granted = ran.output.find("granted by Ana");
    CHECK(granted < ran.output.find("running"));
    CHECK(ran.output.find("granted by Ana", granted + 1) == std::string::npos);
}

TEST_CASE("desk watch: a request of which nothing comes ends with 65 and with why") {
    PretendedDesk desk;
    desk.say("request.json", standing("declined", R"("by":"Ana","why":"not today",)", "1"));

    const auto ran = desk.run({"watch", "019ab3c4"});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "the request was declined by Ana: not today"));
    const auto as_json = desk.run({"watch", "019ab3c4", "--json"});
    CHECK(as_json.exit_code == 65);
    CHECK(json::text_at(*json::parse(as_json.output), "stage") == "declined");
}

TEST_CASE("desk watch: it ends at --timeout, and at once where there is no such request") {
    PretendedDesk desk;
    desk.say("request.json", standing("waiting", "", "1"));

    const auto from = system_clock().uptime();
    const auto ran = desk.run({"watch", "019ab3c4", "--timeout", "2s"});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "nothing came of it within 2s"));
    CHECK(system_clock().uptime() - from < milliseconds{20'000});
    fs::remove(desk.world / "request.json");
    CHECK(desk.run({"watch", "019ab3c4"}).exit_code == 65);
    CHECK(desk.run({"watch", "../agents"}).exit_code == 64);
}

TEST_CASE("desk watch: a desk that is not there yet is asked again, within --patience") {
    PretendedDesk desk;
    desk.say("request.json", standing("declined", "", "1"));
    desk.stop();

    const auto from = system_clock().uptime();
    const auto ran = desk.run({"watch", "019ab3c4", "--patience", "3s"});

    CHECK(ran.exit_code == 74);
    CHECK(says(ran, "is not reached"));
    CHECK(system_clock().uptime() - from >= milliseconds{3'000});
    const auto first = ran.errors.find("asking again");
    REQUIRE(first != std::string::npos);
    CHECK(ran.errors.find("asking again", first + 1) == std::string::npos);
    CHECK(desk.run({"watch", "019ab3c4", "--patience", "soon"}).exit_code == 64);

    std::jthread later([&] {
        system_clock().sleep(milliseconds{2'000});
        desk.start();
    });
    CHECK(desk.run({"watch", "019ab3c4"}).exit_code == 65);
}

TEST_CASE("desk watch: a host that never answers costs no more than --patience or --timeout") {
    PretendedDesk desk;
    const Descriptor silent{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    REQUIRE(::bind(silent.get(), any, size) == 0);
    REQUIRE(::listen(silent.get(), 16) == 0);
    REQUIRE(::getsockname(silent.get(), any, &size) == 0);
    const auto url = "https://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    const auto watch = [&](const std::string& option) {
        return desk_run({"watch", "019ab3c4", option, "1s", "--desk", desk.home, "--url", url});
    };

    const auto from = system_clock().uptime();
    CHECK(watch("--patience").exit_code == 74);
    CHECK(watch("--timeout").exit_code == 65);
    CHECK(system_clock().uptime() - from < milliseconds{30'000});
}

TEST_CASE("desk watch: the beginning of a group's ids follows all of them, until each has ended") {
    PretendedDesk desk;
    desk.say("requests.json", "[" + listed(stranger_id, "south-1") + "," +
                                  listed(sister_id, "north-2") + "," + listed(one_id, "north-1") +
                                  "]");
    desk.say("request-" + one_id + ".json",
             ended(one_id, "north-1", R"("stage":"done","bundle":"b1","here":true)"));
    desk.say("request-" + sister_id + ".json", ended(sister_id, "north-2", R"("stage":"waiting")"));
    desk.say("asked.log", "");
    std::jthread site([&] {
        wait_until_known(desk, "1");
        desk.say(
            "request-" + sister_id + ".json",
            R"({"id":")" + sister_id +
                R"(","agent":"north-2","stage":"done","bundle":"b2","here":true,"state":"2"})");
    });

    const auto ran = desk.run({"watch", "019ab3c4-5d6e-7f80"});

    CHECK(ran.exit_code == 0);
    CHECK(says(ran, "north-2  waiting for the site's word"));
    CHECK(says(ran, "north-1: The bundle is here: safr-desk fetch b1"));
    CHECK(says(ran, "north-2: The bundle is here: safr-desk fetch b2"));
    CHECK_FALSE(says(ran, "south-1"));
}

TEST_CASE("desk watch: several ids end with 65 where one of them brings nothing") {
    PretendedDesk desk;
    desk.say("request-" + one_id + ".json",
             ended(one_id, "north-1", R"("stage":"done","bundle":"b1","here":true)"));
    desk.say("request-" + stranger_id + ".json",
             ended(stranger_id, "south-1", R"("stage":"declined","by":"Ana")"));

    const auto ran = desk.run({"watch", stranger_id, one_id});

    CHECK(ran.exit_code == 65);
    CHECK(says(ran, "south-1: No bundle comes of it: the request was declined by Ana"));
    CHECK(says(ran, "north-1: The bundle is here"));
    const auto as_json = desk.run({"watch", stranger_id, one_id, "--json"});
    CHECK(std::ranges::count(as_json.output, '\n') == 2);
}

TEST_CASE("desk watch: a beginning of requests that do not belong together means none of them") {
    PretendedDesk desk;
    desk.say("requests.json",
             "[" + listed(stranger_id, "south-1") + "," + listed(one_id, "north-1") + "]");

    const auto ran = desk.run({"watch", "019ab3c4"});

    CHECK(ran.exit_code == 65);
    CHECK_FALSE(says(ran, "is here"));
}

TEST_CASE("desk request: every agent of a site is asked, and none that was taken back") {
    PretendedDesk desk;
    const auto agent = [](const std::string& name, const std::string& site, const char* revoked) {
        return R"({"agent":")" + name + R"(","site":")" + site + R"(","revoked":)" + revoked + "}";
    };
    desk.say("agents.json", "[" + agent("agent-1", "North", "false") + "," +
                                agent("agent-2", "North", "false") + "," +
                                agent("agent-3", "North", "true") + "," +
                                agent("agent-4", "South", "false") + "]");
    const std::vector<std::string> what{"--collect", "mongo", "--reason", "failover"};
    const auto ask = [&](std::vector<std::string> whom) {
        whom.insert(whom.begin(), "request");
        whom.insert(whom.end(), what.begin(), what.end());
        return desk.run(whom);
    };

    const auto ran = ask({"--site", "North"});

    REQUIRE(ran.exit_code == 0);
    std::vector<std::string> asked;
    for (const auto* file : {"posted-1.der", "posted-2.der"}) {
        const auto document = cms::open_document(read(desk.world / file));
        REQUIRE(document);
        asked.push_back(exchange::request_from(document->content)->agent);
    }
    CHECK(asked == std::vector<std::string>{"agent-1", "agent-2"});
    CHECK_FALSE(fs::exists(desk.world / "posted-3.der"));
    CHECK(says(ran, "safr-desk watch "));
    CHECK(ask({"--site", "West"}).exit_code == 65);
    CHECK(ask({"--agent", "agent-1", "nobody"}).exit_code == 65);
    CHECK_FALSE(fs::exists(desk.world / "posted-3.der"));
    CHECK(ask({}).exit_code == 64);
}

TEST_CASE("desk request: where one of several does not arrive, those that did are told") {
    PretendedDesk desk;
    desk.say("agents.json", R"([{"agent":"a-1","site":"North"},{"agent":"a-2","site":"North"}])");
    desk.say("faults.txt", "ok ok 409");

    const auto ran = desk.run(
        {"request", "--site", "North", "--collect", "mongo", "--reason", "failover", "--json"});

    CHECK(ran.exit_code != 0);
    const auto told = json::parse(ran.output);
    REQUIRE(told);
    REQUIRE(json::list_at(*told, "requests").size() == 1);
    CHECK(json::text_at(json::list_at(*told, "requests")[0], "agent") == "a-1");
    CHECK(says(ran, "of the agent a-2"));
}
