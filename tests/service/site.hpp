// SPDX-License-Identifier: Apache-2.0
// A site of values: its service, its clock, and what the service wanted done.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "agent/service/service.hpp"
#include "tests/show.hpp"

namespace diag::test {

using namespace std::chrono_literals;
namespace line = exchange::line;
using consent::Stage;

inline const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24} + 12h};

inline unsigned utc_minute(Time now) {
    const auto today = std::chrono::floor<std::chrono::days>(now);
    return static_cast<unsigned>(std::chrono::floor<std::chrono::minutes>(now - today).count());
}

inline const std::string first = "019ab3c4-0000-7000-8000-000000000001";
inline const std::string second = "019ab3c4-0000-7000-8000-000000000002";
inline const std::string bundle = "019ab3c4-0000-7000-8000-0000000000b1";
inline const std::string other_bundle = "019ab3c4-0000-7000-8000-0000000000b2";

struct Served {
    Time now = noon;
    service::Terms terms{.certified = noon - 24h, .certified_until = noon + 89 * 24h};
    service::Service agent{terms, utc_minute};
    service::Sight sight;
    std::vector<service::Action> done;  ///< what the last event asked for

    Served() { done = agent.begin(now); }

    void happens(service::Event event) { done = agent.on(event, now); }
    void looks() { happens(sight); }
    void passes(milliseconds span) {
        now += span;
        happens(service::Tick{});
    }
    void line_comes_up() { happens(service::LineUp{"websocket"}); }
    void hears(line::Message message) { happens(service::Event{std::move(message)}); }

    service::Sight::Request& has(const std::string& id, Stage stage) {
        service::Sight::Request request{};
        request.asked.id = id;
        request.asked.stage = stage;
        request.asked.came = request.asked.changed = now;
        request.asked.not_after = now + 24h;
        for (auto& each : sight.requests)
            if (each.asked.id == id) {
                request.told = each.told;
                return each = request;
            }
        return sight.requests.emplace_back(request);
    }
    void has_bundle(const std::string& id, bool refused = false) {
        sight.bundles.push_back({id, refused});
    }

    /// All of one kind that the last event asked for.
    template <class Wanted>
    std::vector<Wanted> wants() const {
        std::vector<Wanted> all;
        for (const auto& each : done)
            if (const auto* wanted = std::get_if<Wanted>(&each)) all.push_back(*wanted);
        return all;
    }
    /// All messages of one kind that the last event sent.
    template <class Message>
    std::vector<Message> sends() const {
        std::vector<Message> all;
        for (const auto& each : wants<service::Send>())
            if (const auto* message = std::get_if<Message>(&each.message)) all.push_back(*message);
        return all;
    }
    bool says(std::string_view words) const {
        for (const auto& each : wants<service::Say>())
            if ((each.sentence + each.command).find(words) != std::string::npos) return true;
        return false;
    }
    /// The run of `id`, begun.
    void runs(const std::string& id) {
        has(id, Stage::granted);
        looks();
        REQUIRE(wants<service::TryWay>().size() == 1);
        happens(service::Probed{});
        REQUIRE(wants<service::StartRun>().size() == 1);
        has(id, Stage::running).carried_out = true;
        looks();
    }
};

}  // namespace diag::test
