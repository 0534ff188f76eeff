// SPDX-License-Identifier: Apache-2.0
// What collectors find on a server on which nothing stands in the way of an upgrade, for tests.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>

#include "agent/upgrade/conditions.hpp"
#include "tests/upgrade/sample.hpp"

namespace diag::test {

using upgrade::Chapters;

/// A server on which nothing stands in the way.
inline Chapters healthy() {
    Chapters chapters;
    for (const auto& name : upgrade::collectors_needed()) chapters[name].complete = true;
    chapters["services"].judgement.facts = {{"services.version", "Reports 3.29.0"},
                                            {"services.version", "Computer Vision (CoVi) 3.30.1"},
                                            {"services.answers", "Computer Vision (CoVi): 8080"}};
    chapters["mongo"].judgement.facts = {
        {"mongo.set", "safr"},
        {"mongo.set_configuration", "safr 5, 3 / 0123456789abcdef"},
        {"mongo.primary", "db1.example:27017"},
        {"mongo.safr_primary_told", "db1.example:27017"}};
    chapters["system"].judgement.facts = {{"system.gpu_driver", "535.54"}};
    chapters["backups"].judgement.facts = {{"backups.rollback_backup", "/b/SAFR-backup.tgz"},
                                           {"backups.rollback_beside", "yes"}};
    return chapters;
}

inline upgrade::Wanted wanted() {
    upgrade::Wanted all{.now = now, .to = version("3.34.0")};
    all.backup = upgrade::BackupProof{.path = "/b/SAFR-backup.tgz",
                                      .level = "L4",
                                      .wanted = "L4",
                                      .wrong = {},
                                      .taken = now - 1h,
                                      .sound = true,
                                      .not_compared = {},
                                      .images = {upgrade::Images::Where::in_it, {}}};
    all.oldest_backup = 4h;
    all.licence = {"licence.example:443", true, {}};
    return all;
}

inline upgrade::Condition condition(const std::string& id, const Chapters& chapters,
                                    const upgrade::Wanted& asked) {
    const auto all = upgrade::conditions_of(chapters, asked);
    const auto found = std::ranges::find(all, id, &upgrade::Condition::id);
    REQUIRE(found != all.end());
    return *found;
}

inline void find(Chapters& chapters, const std::string& id, Severity severity) {
    chapters[id.substr(0, id.find('.'))].judgement.findings.push_back({id, severity, {}, {}});
}

}  // namespace diag::test
