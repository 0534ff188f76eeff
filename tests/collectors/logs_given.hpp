// SPDX-License-Identifier: Apache-2.0
// Evidence of the logs collector, made up.
#pragma once

#include <string>
#include <string_view>

#include "collectors/catalog.hpp"
#include "platform/json.hpp"

namespace diag::test {

inline constexpr const char* now = "2026-11-23T20:00:00.000Z";

/// Evidence of a healthy site with one log; a test changes what it is about.
struct Given {
    json::object tree{{"since", "2026-11-22T20:00:00.000Z"},
                      {"until", now},
                      {"brief", false},
                      {"roots", json::array{json::object{{"path", "/safr"}, {"safr", true}}}},
                      {"directories", json::array{}},
                      {"files", json::array{}},
                      {"unlisted", 0}};
    json::array passed;
    Evidence evidence;

    Given() { file("covi", "app.log"); }

    json::object& file(const std::string& service, const std::string& name,
                       const std::string& modified = now, std::uint64_t bytes = 1000) {
        auto& files = tree["files"].get_array();
        files.push_back(json::object{{"service", service},
                                     {"path", "/safr/" + service + "/logs/" + name},
                                     {"name", "safr/" + service + "/logs/" + name},
                                     {"bytes", bytes},
                                     {"modified", modified},
                                     {"limit", 65536}});
        return files.back().get_object();
    }
    json::object& attachment(const std::string& name) {
        passed.push_back(json::object{{"name", name},
                                      {"read_bytes", 1000},
                                      {"size", 1000},
                                      {"dropped", json::array{}},
                                      {"matches", json::array{}},
                                      {"timeline", json::array{}}});
        return passed.back().get_object();
    }
    Judgement judge(const Thresholds& in_force = {}) {
        evidence.insert_or_assign("now", std::string(now));
        evidence.insert_or_assign("tree", json::write(tree));
        evidence.insert_or_assign("passed", json::write(passed));
        return collectors::logs.judge(evidence, in_force);
    }
};

inline const Finding* find(const Judgement& judgement, std::string_view id) {
    for (const auto& each : judgement.findings)
        if (each.id == id) return &each;
    return nullptr;
}

}  // namespace diag::test
