// SPDX-License-Identifier: Apache-2.0
// Wherever a line is, it ends within a second.
#include <thread>

#include "watcher.hpp"

using namespace diag;
using namespace diag::test;
using namespace std::chrono_literals;
using diag::line::Line;

namespace {

constexpr milliseconds at_most = 1000ms;

}  // namespace

TEST_CASE("line: it ends within a second while it is up") {
    Desk desk;
    Watcher watcher;
    auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));

    CHECK(ending(std::move(line)) < at_most);
    CHECK_FALSE(watcher.was_told("down"));
}

TEST_CASE("line: it ends within a second while the desk takes nothing more") {
    DeskHabits habits;
    habits.deaf = true;
    Desk desk(habits);
    Watcher watcher;
    auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));
    // More than the sockets between hold.
    for (int i = 0; i < 9; ++i) line->send(exchange::line::Checkpoint{std::string(300'000, 'c')});

    CHECK(ending(std::move(line)) < at_most);
}

TEST_CASE("line: messages that nobody takes end the line before they fill the memory") {
    DeskHabits habits;
    habits.deaf = true;
    Desk desk(habits);
    Watcher watcher;
    auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up"));

    for (int i = 0; i < 40; ++i) line->send(exchange::line::Checkpoint{std::string(300'000, 'c')});

    CHECK(watcher.hears("down the server takes no messages"));
}

TEST_CASE("line: a peer that accepts and says nothing is down in time, and ends within a second") {
    DeskHabits habits;
    habits.swallows = true;
    Desk desk(habits);
    Watcher watcher;
    auto plan = plan_for(desk.place());
    plan.habits.patience = 300ms;
    auto line = Line::open(plan, watcher);
    CHECK(watcher.hears("down TLS with 127.0.0.1 within the time given"));
    CHECK(ending(std::move(line)) < at_most);

    const auto before = desk.connections();
    Watcher patient;
    auto other = Line::open(plan_for(desk.place()), patient);
    REQUIRE(soon([&] { return desk.connections() > before; }));
    CHECK(ending(std::move(other)) < at_most);
    CHECK_FALSE(patient.was_told("down"));
}

TEST_CASE("line: it ends within a second while it looks up a name, connects or pauses") {
    Watcher watcher;
    HttpsPlace place{.host = "desk.invalid", .port = 443};
    place.authority = keys().authority.certificate;
    auto looking = Line::open(plan_for(place), watcher);
    CHECK(ending(std::move(looking)) < at_most);

    // TEST-NET-1 (RFC 5737): nobody is there.
    place.host = "192.0.2.1";
    auto connecting = Line::open(plan_for(place), watcher);
    std::this_thread::sleep_for(50ms);
    CHECK(ending(std::move(connecting)) < at_most);

    auto plan = plan_for(place);
    plan.place = [] { return Result<HttpsPlace>{Error{Fault::absent, "nowhere"}}; };
    plan.habits.least = plan.habits.most = 60s;
    auto pausing = Line::open(plan, watcher);
    REQUIRE(watcher.hears("nowhere"));
    CHECK(ending(std::move(pausing)) < at_most);
}

TEST_CASE("line: it ends within a second while a poll waits") {
    DeskHabits habits;
    habits.upgrade = 426;
    Desk desk(habits);
    Watcher watcher;
    auto line = Line::open(plan_for(desk.place()), watcher);
    REQUIRE(watcher.hears("up poll"));
    std::this_thread::sleep_for(100ms);

    CHECK(ending(std::move(line)) < at_most);
    CHECK_FALSE(watcher.was_told("down"));
}

TEST_CASE("line: it may end at any moment, whatever is under way") {
    for (const int upgrade : {101, 404}) {
        DeskHabits habits;
        habits.upgrade = upgrade;
        Desk desk(habits);
        for (int i = 0; i < 20; ++i) {
            Watcher watcher;
            auto line = Line::open(plan_for(desk.place()), watcher);
            std::jthread sender([&line = *line](const std::stop_token& stop) {
                while (!stop.stop_requested()) {
                    line.send(exchange::line::Moved{"r-1", "nfs", 0.5, 1});
                    std::this_thread::sleep_for(1ms);
                }
            });
            std::this_thread::sleep_for(milliseconds{i * 3});
            sender.request_stop();
            sender.join();
            CHECK(ending(std::move(line)) < at_most);
        }
    }
}
