// SPDX-License-Identifier: Apache-2.0
// A cluster of SAFR on which all is well, and what is found where something is not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collectors/catalog.hpp"
#include "collectors/services/probe.hpp"
#include "tests/fakes.hpp"

namespace diag::test::safr_cluster {

using Ids = std::vector<std::string>;

inline constexpr std::int64_t now_s = 1'795'464'000;

/// A primary on which everything runs and answers on the even port, with one other node.
inline FakeWorld cluster() {
    FakeWorld world;
    auto& site = world.scope.site;
    site.known = true;
    site.role = "primary";
    site.nodes = {"node-2"};
    for (const auto& service : services()) {
        if (service.health.empty()) continue;
        site.processes.push_back({.pid = 100 + service.port, .service = std::string(service.id)});
        site.ports.push_back({std::string(service.id), service.port, "documented"});
        for (const std::string host : {"127.0.0.1", "node-2"})
            world.http.answers.insert_or_assign(
                "GET http://" + host + ":" + std::to_string(service.port) +
                    std::string(service.health),
                HttpAnswer{.status = 200, .body = R"({"version":"3.48.1"})"});
    }
    return world;
}

inline Evidence gathered(FakeWorld& fake) {
    FakeSink sink;
    auto world = fake.world();
    collectors::services.gather(world, sink);
    return sink.evidence;
}

inline Ids found(FakeWorld& fake) {
    Ids ids;
    for (const auto& each : collectors::services.judge(gathered(fake), {}).findings)
        ids.push_back(each.id);
    return ids;
}

inline const std::string covi_here = "GET http://127.0.0.1:8080/version";

}  // namespace diag::test::safr_cluster
