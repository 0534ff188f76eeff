// SPDX-License-Identifier: Apache-2.0
// Notes what a line tells, and that it tells one thing at a time.
#pragma once

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "agent/line/line.hpp"
#include "desk.hpp"

namespace diag::test {

class Watcher final : public line::Listener {
public:
    void up(std::string_view by) override {
        const Alone alone(*this);
        note("up " + std::string(by));
        if (on_up) on_up();
    }
    void down(const std::string& why, milliseconds again) override {
        const Alone alone(*this);
        note("down " + why);
        last_pause = again.count();
    }
    void message(exchange::line::Message message) override {
        const Alone alone(*this);
        note("message " + exchange::line::text_of(message));
    }

    std::size_t count(const std::string& words) const {
        const std::scoped_lock lock(guard_);
        std::size_t found = 0;
        for (const auto& each : told_) found += each.find(words) != std::string::npos;
        return found;
    }
    bool was_told(const std::string& words) const { return count(words) > 0; }
    /// Waits for it.
    bool hears(const std::string& words, std::size_t times = 1) const {
        const bool heard = soon([&] { return count(words) >= times; });
        if (!heard) MESSAGE(all());
        return heard;
    }
    std::string all() const {
        const std::scoped_lock lock(guard_);
        std::string text;
        for (const auto& each : told_) text += each + "\n";
        return text;
    }

    std::atomic<std::int64_t> last_pause = -1;  ///< milliseconds
    std::atomic<bool> crowded = false;          ///< two calls at once
    std::function<void()> on_up;

private:
    struct Alone {
        explicit Alone(Watcher& watcher) : whose(watcher) {
            if (++whose.inside_ > 1) whose.crowded = true;
        }
        ~Alone() { --whose.inside_; }
        Alone(const Alone&) = delete;
        Alone& operator=(const Alone&) = delete;
        Watcher& whose;
    };
    void note(std::string text) {
        const std::scoped_lock lock(guard_);
        told_.push_back(std::move(text));
    }

    std::atomic<int> inside_ = 0;
    mutable std::mutex guard_;
    std::vector<std::string> told_;
};

/// A plan for a line to that place, with short pauses.
inline line::Line::Plan plan_for(const HttpsPlace& place) {
    line::Line::Plan plan;
    plan.place = [place] { return Result<HttpsPlace>{place}; };
    plan.base = "/base";
    plan.hello = [] {
        return exchange::line::Hello{.version = "0.1.0",
                                     .instance = "0190a0a0-0000-7000-8000-000000000001",
                                     .trust = 3,
                                     .clock = system_clock().now()};
    };
    plan.habits.least = milliseconds{20};
    plan.habits.most = milliseconds{200};
    plan.habits.wait = milliseconds{1000};
    return plan;
}

/// How long ending the line takes.
inline milliseconds ending(std::unique_ptr<line::Line> line) {
    const auto from = system_clock().uptime();
    line.reset();
    return system_clock().uptime() - from;
}

}  // namespace diag::test
