// SPDX-License-Identifier: Apache-2.0
// What an engineer sees who follows a request.
#include <thread>

#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string standing(std::string_view stage, std::string_view more, std::string_view state) {
    return R"({"id":"019ab3c4-5d6e-7f80-9123-456789abcdef","agent":"north-1","stage":")" +
           std::string(stage) + R"(",)" + std::string(more) + R"("state":")" + std::string(state) +
           "\"}";
}

}  // namespace

TEST_CASE("desk watch: a line for each change, until the bundle is here") {
    PretendedDesk desk;
    desk.say("request.json", standing("asked", "", "1"));
    desk.say("asked.log", "");
    // Each step is taken when the one before it is known: somebody waits for another.
    const auto known = [&](const std::string& state) {
        for (int i = 0; i < 600; ++i, system_clock().sleep(milliseconds{50}))
            if (read(desk.world / "asked.log").find("state=" + state + "&") != std::string::npos)
                return;
    };
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

TEST_CASE("desk requests: where each stands, and only those that are wanted") {
    PretendedDesk desk;
    const std::string times =
        R"("made":"2026-11-23T20:33:28.123Z","not_after":"2026-11-24T20:33:28.123Z",)";
    const std::string who = R"("engineer":"Ana\u001b","case":"4711",)";
    desk.say("requests.json", "[" + standing("waiting", times + who, "1") + "," +
                                  standing("declined", times + R"("by":"Bo","case":"1",)", "2") +
                                  "]");

    const auto ran = desk.run({"requests"});

    CHECK(ran.exit_code == 0);
    for (const char* words : {"019ab3c4-5d6e-7f80-9123-456789abcdef", "waiting for the site's word",
                              "declined by Bo", "2026-11-24T20:33Z", "4711", "Ana", "north-1"})
        CHECK(says(ran, words));
    CHECK_FALSE(says(ran, "\x1b"));
    const auto listed = [&](std::vector<std::string> argv) {
        argv.insert(argv.begin(), {"requests", "--json"});
        return json::parse(desk.run(std::move(argv)).output)->get_array().size();
    };
    CHECK(listed({}) == 2);
    CHECK(listed({"--pending"}) == 1);
    CHECK(listed({"--case", "1"}) == 1);
    CHECK(listed({"--agent", "south"}) == 0);
    CHECK(says(desk.run({"requests", "--case", "2"}), "safr-desk request --agent NAME"));
    desk.say("requests.json", R"([{"id":7}])");
    CHECK(desk.run({"requests"}).exit_code == 65);
}

TEST_CASE("desk watch: a desk that is not there yet is asked again, within --patience") {
    PretendedDesk desk;
    desk.say("request.json", standing("declined", "", "1"));
    desk.stop();

    const auto from = system_clock().uptime();
    const auto ran = desk.run({"watch", "019ab3c4", "--patience", "6s"});

    CHECK(ran.exit_code == 74);
    CHECK(says(ran, "is not reached"));
    CHECK(system_clock().uptime() - from >= milliseconds{6'000});
    const auto first = ran.errors.find("asking again");
    REQUIRE(first != std::string::npos);
    CHECK(ran.errors.find("asking again", first + 1) == std::string::npos);
    CHECK(desk.run({"watch", "019ab3c4", "--patience", "soon"}).exit_code == 64);

    std::jthread later([&] {
        system_clock().sleep(milliseconds{6'000});
        desk.start();
    });
    CHECK(desk.run({"watch", "019ab3c4"}).exit_code == 65);
}
