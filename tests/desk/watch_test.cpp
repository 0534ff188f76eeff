// SPDX-License-Identifier: Apache-2.0
// What an engineer sees who follows a request.
#include <thread>

#include "desk/pretended_desk.hpp"
#include "exchange/sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

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
