// SPDX-License-Identifier: Apache-2.0
// Evidence of a site with an OnGuard server at which all is well and that is synced. A test changes
// one thing.
#pragma once

#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/integrations/picture.hpp"

namespace diag::test::outside_systems {

using namespace diag::integrations;

inline const Time now{std::chrono::seconds{1'795'464'000}};  // 2026-11-23T20:00:00Z
using std::chrono::hours;
using Ids = std::vector<std::string>;

/// An OnGuard server at which all is well.
inline Visit well(Brand kind = Brand::lenel) {
    Visit visit{.system = {.kind = kind, .host = "onguard.example"}, .port = 8080};
    visit.address = "10.0.0.5";
    visit.step = Step::whole;
    visit.took = milliseconds{40};
    visit.greeting = {Greeting::Sense::whole, kind == Brand::lenel ? 200 : 0, "HTTP 200"};
    if (kind == Brand::lenel)
        visit.tls = TlsFacts{.version = "TLSv1.3",
                             .name = "onguard.example",
                             .not_before = now - hours{24},
                             .not_after = now + hours{24 * 300},
                             .names_host = true,
                             .distrust = ""};
    return visit;
}

inline Visit broken(Step step, Fault fault) {
    auto visit = well();
    visit.step = step;
    visit.failed = Error{fault, "why"};
    visit.tls.reset();
    visit.greeting = {Greeting::Sense::strange, 0, "SSH"};
    return visit;
}

inline Visit with_status(Brand kind, int status) {
    auto visit = well(kind);
    visit.greeting.status = status;
    return visit;
}

/// The last success an hour ago.
inline Syncs synced(std::string product = "lenel", hours ago = hours{1}) {
    return {.product = std::move(product), .success = now - ago, .successes = 1};
}

inline Syncs failing(Trouble trouble, std::uint64_t failures = 1) {
    auto syncs = synced();
    syncs.failure = now - std::chrono::minutes{5};
    syncs.failing_since = now - std::chrono::minutes{30};
    syncs.failures_since = failures;
    syncs.trouble = trouble;
    return syncs;
}

struct Given {
    std::vector<Visit> visits{well()};
    std::vector<Syncs> syncs{synced()};
    std::optional<Error> no_log;
    std::string past;
    hours log_reaches{48};

    Judgement judged() const {
        json::array all;
        for (const auto& visit : visits) all.push_back(to_json(visit));
        Evidence evidence;
        evidence.emplace("time", std::to_string(now.time_since_epoch().count()));
        evidence.emplace("visits", json::write(all));
        evidence.emplace("past_reached", past);
        SyncLog log{
            .syncs = syncs, .from = now - log_reaches, .until = now, .lines = 9, .named = {}};
        if (no_log)
            evidence.emplace("log", *no_log);
        else
            evidence.emplace("log", json::write(to_json(log)));
        return collectors::integrations.judge(evidence, {});
    }
    Ids ids() const {
        Ids ids;
        for (const auto& each : judged().findings)
            ids.push_back(each.id.substr(std::string_view("integrations.").size()));
        return ids;
    }
};

inline Ids found(const Visit& visit) { return Given{.visits = {visit}}.ids(); }
inline Ids found(const Syncs& syncs) { return Given{.syncs = {syncs}}.ids(); }

}  // namespace diag::test::outside_systems
