// SPDX-License-Identifier: Apache-2.0
// The reading half of a site, for tests of what it does about line halves.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>

#include "agent/halves/inside.hpp"
#include "tests/halves/peer.hpp"

namespace diag::halves {

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

/// Until it has shown its first key. Gives the serial of that.
inline std::uint64_t show_key(Peer& peer) {
    REQUIRE(peer.await<Begin>());
    peer.say(Ready{true, true});
    const auto key = peer.await<MakeKey>();
    REQUIRE(key);
    peer.say(KeyMade{key->serial, "request"});
    return key->serial;
}

/// Until its certificate is in use; answers pings meanwhile.
inline void come_to_work(Peer& peer) {
    show_key(peer);
    const auto asked = peer.await<Certify>();
    REQUIRE(asked);
    peer.say(Certified{asked->serial, 200, {}, "good"});
    REQUIRE(peer.await<Use>());
}

}  // namespace diag::halves
