// SPDX-License-Identifier: Apache-2.0
// By WebSocket, with a real desk on loopback.
#include <map>
#include <thread>

#include "watcher.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::exchange::line;
using namespace std::chrono_literals;
using diag::line::Line;

namespace {

const std::string noted = R"({"kind":"noted","request":"r-1","stage":"asked"})";

Staged stage(std::string request = "r-1") {
    return {.request = std::move(request),
            .stage = "asked",
            .at = system_clock().now(),
            .why = "",
            .by = "",
            .bundle = ""};
}

}  // namespace

TEST_CASE("line: hello comes first, then messages pass both ways") {
    Desk desk;
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);

    REQUIRE(watcher.hears("up websocket"));
    line->send(stage());
    desk.say(noted);

    CHECK(watcher.hears("message " + noted));
    REQUIRE(soon([&] { return desk.heard().size() == 2; }));
    CHECK(desk.heard()[0].find(R"({"kind":"hello","version":"0.1.0")") == 0);
    CHECK(desk.heard()[1].find(R"({"kind":"stage","request":"r-1")") == 0);
    CHECK_FALSE(watcher.was_told("down"));
}

TEST_CASE("line: what is said when it comes up goes behind hello") {
    Desk desk;
    Watcher watcher;
    std::unique_ptr<Line> line;
    std::mutex opened;
    watcher.on_up = [&] {
        const std::scoped_lock lock(opened);
        line->send(stage());
    };
    {
        const std::scoped_lock lock(opened);
        line = Line::open(plan_for(desk.place()), watcher);
    }

    REQUIRE(soon([&] { return desk.heard().size() == 2; }));
    CHECK(desk.heard()[0].find("hello") != std::string::npos);
}

TEST_CASE("line: messages from many threads arrive whole, each once, in each thread's order") {
    Desk desk;
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));

    std::vector<std::jthread> senders;
    for (int i = 0; i < 4; ++i)
        senders.emplace_back([&, i] {
            for (int j = 0; j < 50; ++j)
                line->send(Moved{"r-" + std::to_string(i), std::string(200, 'x'), 0.5,
                                 static_cast<std::uint64_t>(j)});
        });
    senders.clear();

    REQUIRE(soon([&] { return desk.heard("progress") == 200; }));
    std::map<std::string, std::uint64_t> next;
    bool in_order = true;
    for (const auto& each : desk.heard())
        if (const auto message = message_from(each); message)
            if (const auto* moved = std::get_if<Moved>(&*message))
                in_order = in_order && moved->bytes == next[moved->request]++;
    CHECK(in_order);
    CHECK_FALSE(watcher.crowded);
}

TEST_CASE("line: a big message passes, one above the limit ends the line with a sentence") {
    Desk desk;
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));

    line->send(Checkpoint{std::string(300'000, 'c')});
    CHECK(soon([&] { return desk.heard("checkpoint") == 1; }));
    desk.say("\"" + std::string(message_limit, 'x') + "\"");

    CHECK(watcher.hears("longer than 512.0 KiB"));
}

TEST_CASE("line: a desk that restarts gets hello again") {
    auto desk = std::make_unique<Desk>();
    Watcher watcher;
    const auto line = Line::open(plan_for(desk->place()), watcher);
    REQUIRE(watcher.hears("up"));
    const auto port = desk->port();

    desk.reset();
    REQUIRE(watcher.hears("down"));
    DeskHabits same;
    same.port = port;
    const Desk again(same);

    CHECK(watcher.hears("up websocket", 2));
    CHECK(soon([&] { return again.heard("hello") == 1; }));
}

TEST_CASE("line: kinds that nobody knows are passed over, a malformed message ends the line") {
    Desk desk;
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));

    desk.say(R"({"kind":"weather","sky":"blue"})");
    desk.say(noted);
    REQUIRE(watcher.hears("message"));
    CHECK_FALSE(watcher.was_told("down"));
    desk.say(R"({"kind":"noted","request":7})");

    CHECK(watcher.hears("down a message of kind \"noted\": \"request\" is not what it should be"));
    CHECK(watcher.hears("up", 2));
}

TEST_CASE("line: after a farewell it comes back soon, where it is doubled after its own time") {
    Desk desk;
    Watcher watcher;
    auto plan = plan_for(desk.place());
    plan.habits.doubled = 700ms;
    const auto line = Line::open(plan, watcher);
    REQUIRE(watcher.hears("up"));

    desk.say(R"({"kind":"bye","why":"going down","doubled":false})");
    REQUIRE(watcher.hears("down the desk closes the line: going down"));
    CHECK(watcher.last_pause <= 20);
    REQUIRE(watcher.hears("up", 2));
    desk.say(R"({"kind":"bye","why":"two of you","doubled":true})");
    REQUIRE(watcher.hears("two of you", 2));

    REQUIRE(soon([&] { return watcher.last_pause == 700; }));
    const auto from = system_clock().uptime();
    line->hurry();
    CHECK(watcher.hears("up", 3));
    CHECK(system_clock().uptime() - from > 500ms);
}

TEST_CASE("line: pauses grow while nobody is there, and hurry ends them") {
    auto desk = std::make_unique<Desk>();
    Watcher watcher;
    auto plan = plan_for(desk->place());
    const auto port = desk->port();
    desk.reset();
    plan.habits.least = 50ms;
    plan.habits.most = 60s;
    const auto line = Line::open(plan, watcher);

    REQUIRE(watcher.hears("down no connection to 127.0.0.1", 6));
    CHECK(watcher.last_pause >= 800);
    DeskHabits same;
    same.port = port;
    const Desk again(same);
    for (int i = 0; i < 50 && !watcher.was_told("up"); ++i) {
        line->hurry();
        std::this_thread::sleep_for(20ms);
    }

    CHECK(watcher.was_told("up"));
}

TEST_CASE("line: a desk that became silent is given up, and one that answers pings is kept") {
    Watcher kept, lost;
    Desk lively;
    DeskHabits habits;
    habits.deaf = true;
    Desk deaf(habits);
    auto to_lively = plan_for(lively.place());
    auto to_deaf = plan_for(deaf.place());
    to_lively.habits.idle = to_deaf.habits.idle = 600ms;

    const auto one = Line::open(to_lively, kept);
    const auto other = Line::open(to_deaf, lost);

    REQUIRE(lost.hears("down the server has become silent"));
    std::this_thread::sleep_for(700ms);
    CHECK(kept.count("up") == 1);
    CHECK_FALSE(kept.was_told("down"));
}

TEST_CASE("line: a certificate for another host is told, and not a byte of a request is sent") {
    DeskHabits habits;
    habits.host = "desk.example";
    Desk desk(habits);
    Watcher watcher;
    const auto line = Line::open(plan_for(desk.place()), watcher);

    CHECK(watcher.hears("down the certificate that 127.0.0.1 shows does not prove it"));
    CHECK(desk.upgrades() == 0);
    CHECK(desk.heard().empty());
}

TEST_CASE("line: without a place it is down with the reason, and tries again") {
    Watcher watcher;
    auto plan = plan_for({});
    plan.place = [] { return Result<HttpsPlace>{Error{Fault::absent, "no desk is believed"}}; };
    const auto line = Line::open(plan, watcher);

    CHECK(watcher.hears("down no desk is believed", 3));
}

TEST_CASE("line: through a proxy with its login, and not with another one") {
    Desk desk;
    ConnectProxy proxy("us:secret");
    Watcher welcome, unknown;
    auto place = desk.place();
    place.proxy = Proxy{"127.0.0.1", proxy.port(), "us", "secret"};
    const auto line = Line::open(plan_for(place), welcome);
    place.proxy->password = "guessed";
    const auto other = Line::open(plan_for(place), unknown);

    CHECK(welcome.hears("up websocket"));
    CHECK(unknown.hears("down the proxy refuses our login; it offers: Basic"));
    CHECK_FALSE(unknown.was_told("guessed"));
    CHECK(proxy.passed() == 1);
}
