// SPDX-License-Identifier: Apache-2.0
// What the looks at SAFR Cloud mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/cloud/look.hpp"
#include "collectors/collector.hpp"

namespace diag::cloud {

/// The evidence, read once.
struct Picture {
    std::vector<Look> looks;
    Time time{};
    bool licence_configured = false, proxy = false, has_store = false;
    std::vector<std::string> issuers;
    std::string trouble;
    /// When cloud and licence server were last reached in an earlier run.
    std::optional<Time> cloud_reached, licence_reached;
};

Picture picture_of(const Evidence& evidence);

/// Where findings and facts go.
struct Bench {
    explicit Bench(const Thresholds& thresholds) : in_force(thresholds) {}
    void find(std::string id, Severity severity, Parameters parameters,
              std::string evidence = "looks");
    double limit(std::string_view key) const;

    const Thresholds& in_force;
    Judgement judgement;
};

/// Reached or not, and who is in the way.
void judge_way(const Picture& picture, Bench& bench);
/// Who it was that answered: middle boxes, names, times.
void judge_chains(const Picture& picture, Bench& bench);
/// This server's clock against the cloud's.
void judge_clock(const Picture& picture, Bench& bench);
void judge_licence(const Picture& picture, Bench& bench);

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::cloud
