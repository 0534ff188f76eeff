// SPDX-License-Identifier: Apache-2.0
// A line half that does whatever it likes, and a reading half that goes on.
#include <doctest/doctest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "agent/halves/inside.hpp"
#include "tests/halves/peer.hpp"

using namespace diag;
using namespace diag::halves;

namespace {

struct FakeVoucher final : Voucher {
    std::uint64_t next_serial() override { return ++serial; }
    Result<std::string> sign(std::uint64_t, const std::string&) override { return "document"; }
    Result<> take(std::string_view answer) override {
        if (answer == "good") return {};
        return Error{Fault::refused, "it is for another key"};
    }
    Result<> keep(std::uint64_t) override {
        if (!full) return {};
        ++unkept;
        return Error{Fault::full, "the disk is full"};
    }
    Result<> go_above(std::uint64_t at_desk) override {
        serial = at_desk;
        return {};
    }
    void none_here(const std::string&) override { ++none; }
    Result<> confined(const Ready& how) override {
        if (how.files) return {};
        return Error{Fault::refused, "not confined"};
    }
    void tried(const std::string&) override {}

    std::atomic<std::uint64_t> serial = 0;
    std::atomic<int> none = 0, unkept = 0;
    std::atomic<bool> full = false;  ///< the disk
};

struct Told final : line::Listener {
    void up(std::string_view) override { add("up"); }
    void down(const std::string& why, milliseconds) override { add(why); }
    void message(exchange::line::Message) override { add("message"); }

    void add(std::string word) {
        const std::scoped_lock lock(guard);
        words.push_back(std::move(word));
        came.notify_all();
    }
    /// Whether something with these words is told in time.
    bool hears(std::string_view part) {
        std::unique_lock lock(guard);
        return came.wait_for(lock, std::chrono::seconds{20}, [&] {
            for (const auto& each : words)
                if (each.find(part) != std::string::npos) return true;
            return false;
        });
    }

    std::mutex guard;
    std::condition_variable came;
    std::deque<std::string> words;
};

/// Line halves that come one after the other.
struct Site {
    Site() = default;
    Halving halving() {
        return {.reach = [this](const std::function<bool()>& ended) { return reach(ended); },
                .begin = [] { return Result<Begin>{Begin{.host = "desk", .authority = "PEM"}}; },
                .voucher = voucher,
                .errands = errands,
                .habits = {.step = milliseconds{20'000},
                           .certify = milliseconds{20'000},
                           .ping = ping,
                           .renew = renew,
                           .down = down,
                           .least = milliseconds{10},
                           .most = milliseconds{50}}};
    }
    Result<Reached> reach(const std::function<bool()>&) {
        auto pair = local_pair();
        REQUIRE(pair);
        const std::scoped_lock lock(guard);
        waiting.push_back(std::move((*pair)[1]));
        came.notify_all();
        return Reached{std::move((*pair)[0]), {}};
    }
    Peer next() {
        std::unique_lock lock(guard);
        REQUIRE(came.wait_for(lock, std::chrono::seconds{20}, [&] { return !waiting.empty(); }));
        Peer peer(std::move(waiting.front()));
        waiting.pop_front();
        return peer;
    }

    milliseconds ping{60'000}, renew{3'600'000}, down{60'000};
    FakeVoucher voucher;
    Errands errands;
    Told told;
    std::mutex guard;
    std::condition_variable came;
    std::deque<Descriptor> waiting;
};

/// Until its certificate is in use; answers pings meanwhile.
void come_to_work(Peer& peer) {
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    peer.say(KeyMade{key->serial, "request"});
    const auto asked = peer.await<Certify>();
    REQUIRE(asked);
    peer.say(Certified{asked->serial, 200, {}, "good"});
    REQUIRE(peer.await<Use>());
}

}  // namespace

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

TEST_CASE("halves: a certificate that does not hold is not used") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    peer.say(KeyMade{peer.await<MakeKey>()->serial, "request"});
    peer.say(Certified{peer.await<Certify>()->serial, 200, {}, "old"});
    CHECK(site.told.hears("does not hold"));
    CHECK(!peer.await<Use>(milliseconds{500}));
}

TEST_CASE("halves: a line identity whose answer was lost is brought again, as it was") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    peer.say(KeyMade{peer.await<MakeKey>()->serial, "request"});
    const auto first = peer.await<Certify>();
    REQUIRE(first);
    peer.say(Certified{first->serial, 0, "no answer", {}});
    const auto again = peer.await<Certify>();
    REQUIRE(again);
    CHECK(again->serial == first->serial);
    CHECK(again->document == first->document);
}

TEST_CASE("halves: where the desk knows a later serial, the next key goes above it") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    peer.say(KeyMade{peer.await<MakeKey>()->serial, "request"});
    peer.say(Certified{peer.await<Certify>()->serial, 409, {}, R"({"serial": 41})"});
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    CHECK(key->serial == 42);
}

TEST_CASE("halves: that the desk certifies no lines is told") {
    Site site;
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    peer.say(KeyMade{peer.await<MakeKey>()->serial, "request"});
    peer.say(Certified{peer.await<Certify>()->serial, 404, {}, {}});
    CHECK(site.told.hears("404"));
    CHECK(site.voucher.none == 1);
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

TEST_CASE("halves: a full disk cuts no line, neither at its start nor when its key is renewed") {
    Site site;
    site.voucher.full = true;
    site.renew = milliseconds{200};
    const auto line = HalfLine::open(site.halving(), site.told);
    auto peer = site.next();
    come_to_work(peer);
    CHECK(site.voucher.unkept == 1);
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    peer.say(KeyMade{key->serial, "request"});
    REQUIRE(peer.await<Certify>());
    peer.say(Certified{key->serial, 200, {}, "good"});
    // It is brought again, and used once it can be put on record.
    const auto again = peer.await<Certify>();
    REQUIRE(again);
    CHECK(again->serial == key->serial);
    site.voucher.full = false;
    peer.say(Certified{key->serial, 200, {}, "good"});
    const auto use = peer.await<Use>();
    REQUIRE(use);
    CHECK(use->serial == key->serial);
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
