// SPDX-License-Identifier: Apache-2.0
// A line half that does whatever it likes, and a reading half that goes on.
#include <doctest/doctest.h>

#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "tests/halves/site.hpp"

using namespace diag;
using namespace diag::halves;

TEST_CASE("halves: a line half that does its work has the line up, and carries what is asked") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    peer.say(Up{"websocket"});
    CHECK(site.told.hears("up"));

    std::jthread asks([&] {
        const auto answer = site.errands.run(Lane::upload, {.method = "HEAD", .target = "/x"},
                                             [] { return false; });
        CHECK((answer && answer->status == 204));
    });
    const auto ask = peer.await<Ask>();
    REQUIRE(ask);
    CHECK(ask->target == "/x");
    peer.say(Answered{ask->lane, ask->id, {.status = 204}});
}

TEST_CASE("halves: whatever a line half does wrong, it is ended, told of, and had anew") {
    const std::vector<std::pair<std::string_view, std::function<void(Peer&)>>> wrongs{
        {"no JSON object", [](Peer& it) { it.say_bytes(std::string("\0\0\0\x01\0\0\0\0x", 9)); }},
        {"longer than it may be",
         [](Peer& it) { it.say_bytes("\xff\xff\xff\xff\xff\xff\xff\xff"); }},
        {"had asked for",
         [](Peer& it) {
             it.say(Answered{Lane::upload, 99, {}});
         }},
        {"had asked for",
         [](Peer& it) {
             it.say(Ready{true, true});
         }},
        {"had asked for",
         [](Peer& it) {
             it.say(KeyMade{1, "another"});
         }},
        {"had asked for",
         [](Peer& it) {
             it.say(Certified{1, 200, {}, "good"});
         }},
        {"had asked for", [](Peer& it) { it.say(Pong{9}); }},
        {"more than any line",
         [](Peer& it) {
             for (int i = 0; i < 3'000; ++i) it.say(Heard{R"({"kind":"unheard of"})"});
         }},
        {"a long head for nothing",
         [](Peer& it) {
             it.say_bytes(bytes_of({{{"kind", "up"}, {"by", std::string(100'000, 'x')}}, {}}));
         }},
        {"too often",
         [](Peer& it) {
             for (int i = 0; i < 400; ++i) it.say(Down{"x", milliseconds{1}});
         }},
        {"that it lives", [](Peer&) {}},
        {"it ended", [](Peer& it) { it.close(); }}};
    for (const auto& [words, wrong] : wrongs) {
        Site site;
        if (words == "that it lives") site.ping = milliseconds{500};
        const auto line = HalfLine::open(site.halving(), site.told);
        auto peer = site.next();
        come_to_work(peer);
        wrong(peer);
        CHECK_MESSAGE(site.told.hears(words), words);
        auto another = site.next();
        come_to_work(another);
    }
}

TEST_CASE("halves: a line half that is not held as was promised is given nothing to do") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{false, true});
    CHECK(site.told.hears("not confined"));
    CHECK(!peer.await<MakeKey>(milliseconds{500}));
}

TEST_CASE("halves: who waits for an answer waits for no line half that ended, and for its stop") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    std::jthread asks([&] {
        const auto answer =
            site.errands.run(Lane::probe, {.method = "GET", .target = "/"}, [] { return false; });
        CHECK((!answer && answer.error().fault == Fault::io));
    });
    REQUIRE(peer.await<Ask>());
    peer.close();
    asks.join();

    std::atomic<bool> stop = false;
    std::jthread stopped([&] {
        const auto answer = site.errands.run(Lane::probe, {.method = "GET", .target = "/"},
                                             [&] { return stop.load(); });
        CHECK((!answer && answer.error().fault == Fault::refused));
    });
    stop = true;
}

TEST_CASE("halves: a line half that takes nothing holds up nobody, and ends with its service") {
    Site site;
    auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    const auto from = system_clock().uptime();
    for (int i = 0; i < 400; ++i) line->send(exchange::line::Checkpoint{std::string(100'000, 'x')});
    CHECK(system_clock().uptime() - from < milliseconds{20'000});
    CHECK(site.told.hears("does not take"));
    const auto end = system_clock().uptime();
    line.reset();
    CHECK(system_clock().uptime() - end < milliseconds{2'000});
}

TEST_CASE("halves: a line half whose line is up and whose requests reach nobody is had anew") {
    Site site;
    site.down = milliseconds{300};
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    peer.say(Up{"websocket"});
    std::jthread asks([&](const std::stop_token& end) {
        while (!end.stop_requested())
            static_cast<void>(site.errands.run(Lane::probe, {.method = "GET", .target = "/"},
                                               [&] { return end.stop_requested(); }));
    });
    const auto from = system_clock().uptime();
    while (system_clock().uptime() - from < milliseconds{2'000}) {
        const auto ask = peer.await<Ask>(milliseconds{500});
        if (!ask) break;
        system_clock().sleep(milliseconds{50});
        peer.say(Failed{ask->lane, ask->id, {Fault::absent, "no such name"}});
    }
    CHECK(site.told.hears("no such name"));
    peer.close();
    auto another = site.next();
    asks.request_stop();
    come_to_work(another);
}
