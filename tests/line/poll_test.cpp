// SPDX-License-Identifier: Apache-2.0
// By long poll, where a WebSocket does not pass.
#include <thread>

#include "watcher.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::exchange::line;
using namespace std::chrono_literals;
using diag::line::Line;

namespace {

const std::string noted = R"({"kind":"noted","request":"r-1","stage":"asked"})";

DeskHabits without_sockets(int status) {
    DeskHabits habits;
    habits.upgrade = status;
    return habits;
}

}  // namespace

TEST_CASE("line: where a WebSocket is answered otherwise, polls carry both ways") {
    for (const int status : {200, 404, 426}) {
        CAPTURE(status);
        Desk desk(without_sockets(status));
        Watcher watcher;
        const auto line = Line::open(plan_for(desk.place()), watcher);

        REQUIRE(watcher.hears("up poll"));
        line->send(Moved{"r-1", "nfs", 0.5, 1});
        desk.say(noted);

        CHECK(watcher.hears("message " + noted));
        REQUIRE(soon([&] { return desk.heard().size() == 2; }));
        CHECK(desk.heard()[0].find("hello") != std::string::npos);
        CHECK(desk.heard()[1].find("progress") != std::string::npos);
        CHECK_FALSE(watcher.was_told("down"));
    }
}

TEST_CASE("line: while a poll waits, what we say goes out at once") {
    Desk desk(without_sockets(404));
    Watcher watcher;
    auto plan = plan_for(desk.place());
    plan.habits.wait = 25s;
    const auto line = Line::open(plan, watcher);
    REQUIRE(watcher.hears("up poll"));
    std::this_thread::sleep_for(100ms);

    for (int i = 0; i < 20; ++i) {
        line->send(Moved{"r-1", "nfs", 0.5, static_cast<std::uint64_t>(i)});
        std::this_thread::sleep_for(5ms);
    }

    CHECK(soon([&] { return desk.heard("progress") == 20; }, 900ms));
    CHECK_FALSE(watcher.crowded);
}

TEST_CASE("line: after its time by poll a WebSocket is tried again") {
    Desk desk(without_sockets(404));
    Watcher watcher;
    auto plan = plan_for(desk.place());
    plan.habits.polling = 1200ms;
    const auto line = Line::open(plan, watcher);

    // The first poll, then a WebSocket in vain, then polls anew: all without a break.
    CHECK(watcher.hears("up poll", 2));
    CHECK(desk.heard("hello") == 2);
    CHECK_FALSE(watcher.was_told("down"));
}

TEST_CASE(
    "line: a desk that answers neither is down with both reasons, and a WebSocket comes next") {
    auto habits = without_sockets(502);
    habits.poll = 503;
    auto desk = std::make_unique<Desk>(habits);
    Watcher watcher;
    const auto line = Line::open(plan_for(desk->place()), watcher);
    REQUIRE(
        watcher.hears("down the server answers a WebSocket with 502 Bad Gateway; the desk answers "
                      "a poll with 503"));
    DeskHabits well;
    well.port = desk->port();

    desk.reset();
    desk = std::make_unique<Desk>(well);

    CHECK(watcher.hears("up websocket"));
    CHECK_FALSE(watcher.was_told("up poll"));
}

TEST_CASE("line: who is not let in does not try by poll") {
    Desk desk(without_sockets(401));
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);

    CHECK(watcher.hears("down the server does not let us have a WebSocket: 401 Unauthorized", 2));
    CHECK(desk.polls() == 0);
}

TEST_CASE("line: WebSockets that open and let nothing through give way to polls") {
    DeskHabits slamming, deaf;
    slamming.slams = true;
    deaf.deaf = true;
    for (const auto& habits : {slamming, deaf}) {
        Desk desk(habits);
        Watcher watcher;
        auto plan = plan_for(desk.place());
        plan.habits.idle = 300ms;
        const auto line = Line::open(plan, watcher);

        CHECK(watcher.hears("up poll"));
        CHECK(watcher.count("up websocket") == 2);
        CHECK(watcher.count("down") == 2);
    }
}

TEST_CASE("line: a malformed message by poll ends the line with a sentence, a farewell as well") {
    Desk desk(without_sockets(404));
    Watcher watcher;
    auto plan = plan_for(desk.place());
    plan.habits.doubled = 300ms;
    const auto line = Line::open(plan, watcher);
    REQUIRE(watcher.hears("up poll"));

    desk.say(R"({"kind":"weather"})");
    desk.say(R"({"kind":"noted"})");
    REQUIRE(watcher.hears("down a message of kind \"noted\""));
    REQUIRE(watcher.hears("up poll", 2));
    desk.say(R"({"kind":"bye","why":"two of you","doubled":true})");

    CHECK(watcher.hears("down the desk closes the line: two of you"));
    CHECK(watcher.last_pause == 300);
}

TEST_CASE("line: a desk that restarts is polled again, hello first") {
    auto desk = std::make_unique<Desk>(without_sockets(404));
    Watcher watcher;
    const auto line = Line::open(plan_for(desk->place()), watcher);
    REQUIRE(watcher.hears("up poll"));
    auto same = without_sockets(404);
    same.port = desk->port();

    desk.reset();
    REQUIRE(watcher.hears("down"));
    const Desk again(same);

    CHECK(watcher.hears("up poll", 2));
    CHECK(soon([&] { return again.heard("hello") == 1; }));
}

TEST_CASE("line: polls pass a proxy too") {
    Desk desk(without_sockets(404));
    ConnectProxy proxy;
    Watcher watcher;
    auto place = desk.place();
    place.proxy = Proxy{"127.0.0.1", proxy.port(), "", ""};
    const auto line = Line::open(plan_for(place), watcher);

    REQUIRE(watcher.hears("up poll"));
    line->send(Moved{"r-1", "nfs", 0.5, 1});
    CHECK(soon([&] { return desk.heard("progress") == 1; }));
    CHECK(proxy.passed() >= 2);
}
