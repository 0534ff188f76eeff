// SPDX-License-Identifier: Apache-2.0
// What the answers of the services mean. Each file of judge_*.cpp sees to one thing.
#pragma once

#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/services/probe.hpp"

namespace diag::safr_services {

/// The evidence, read once.
struct Picture {
    Site site;
    std::vector<Probe> probes;
    Time time{};  ///< when it was gathered
    std::string_view units;
    std::string_view starts;
    std::string_view past_starts;

    /// "node-2 (10.0.0.7)": a node and the addresses it answered by, where these say more.
    std::string node_text(const std::string& node) const;
};

Picture picture_of(const Evidence& evidence);

std::string title_of(std::string_view service);

/// Up, down, hanging, failing: each service on each node.
void judge_answers(const Picture& picture, Bench& bench);
/// The same version on all nodes (vendor article K4: mixed versions are not supported), and of all
/// services on one.
void judge_versions(const Picture& picture, Bench& bench);
void judge_certificates(const Picture& picture, Bench& bench);
/// Failed units and restarts.
void judge_lives(const Picture& picture, Bench& bench);

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::safr_services
