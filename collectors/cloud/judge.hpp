// SPDX-License-Identifier: Apache-2.0
// What the looks at SAFR Cloud mean.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/cloud/claim.hpp"
#include "collectors/cloud/memory.hpp"

namespace diag::cloud {

/// The evidence, read once.
struct Picture {
    std::vector<Look> looks;
    Time time{};
    bool proxy = false;
    Trust trust;
    std::string trouble;
    Memory past;  ///< of earlier runs
    std::optional<ClaimTold> claim;
};

Picture picture_of(const Evidence& evidence);

/// Reached or not, and who is in the way.
void judge_way(const Picture& picture, Bench& bench);
/// Who it was that answered: middle boxes, names, times.
void judge_chains(const Picture& picture, Bench& bench);
/// This server's clock against the cloud's.
void judge_clock(const Picture& picture, Bench& bench);
void judge_licence(const Picture& picture, Bench& bench);
/// What is to be claimed still of outages that the service saw.
void judge_claim(const Picture& picture, Bench& bench);

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::cloud
