// SPDX-License-Identifier: Apache-2.0
// What was asked, as an engineer lists it.
#include "desk/pretended_desk.hpp"

using namespace diag;
using namespace diag::test;

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
    CHECK(says(desk.run({"requests", "--case", "2"}), "safr-desk request --agent NAME"));
    desk.say("requests.json", R"([{"id":7}])");
    CHECK(desk.run({"requests"}).exit_code == 65);
}

TEST_CASE("desk requests: an agent is called as request --agent calls it, over what is listed") {
    PretendedDesk desk;
    const std::string times =
        R"("made":"2026-11-23T20:33:28.123Z","not_after":"2026-11-24T20:33:28.123Z",)";
    desk.say("requests.json", "[" + standing("waiting", times, "1") + "]");
    desk.say("agents.json",
             R"([{"agent":"north-1","site":"North"},{"agent":"north-12","site":"South"}])");
    const auto listed = [&](const std::string& agent) {
        const auto ran = desk.run({"requests", "--json", "--agent", agent});
        return json::parse(ran.output)->get_array().size();
    };

    CHECK(listed("north-1") == 1);
    CHECK(listed("north-") == 1);
    CHECK(listed("North") == 1);
    for (const char* other : {"north", "north-12", "South", "West"}) CHECK(listed(other) == 0);
}
