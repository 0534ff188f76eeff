// SPDX-License-Identifier: Apache-2.0
// What is to be claimed of outages on record, and until when?
#include <chrono>

#include "collectors/cloud/judge.hpp"

namespace diag::cloud {

void judge_claim(const Picture& picture, Bench& bench) {
    const auto& claim = picture.claim;
    if (!claim) return;
    constexpr std::chrono::hours day{24};
    const auto left = (claim->over - picture.time) / day;
    bench.find("cloud.claim_pending", claim->missed ? Severity::warning : Severity::info,
               {{"from", claim->from},
                {"away", claim->away},
                {"outages", std::to_string(claim->outages)},
                {"day", claim->day},
                {"days", std::to_string(left)}},
               {"claim"});
}

}  // namespace diag::cloud
