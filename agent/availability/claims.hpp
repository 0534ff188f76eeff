// SPDX-License-Identifier: Apache-2.0
// What of the cloud's outages is to be claimed still: in writing, within seven days.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/availability/figures.hpp"

namespace diag::availability {

/// The outages of class `cloud` whose last day to claim is not over.
struct Claim {
    std::int64_t began = 0;  ///< the first: seconds since 1970
    std::int64_t away = 0;   ///< seconds of all of them
    int outages = 0;
    std::string claim_by;   ///< the last day on which all can be claimed, local
    std::int64_t over = 0;  ///< when that day is
    /// A month in which one of them lies was missed, as far as it is over: a credit is due.
    bool missed = false;
};

/// Nothing where there is none.
std::optional<Claim> pending_claim(const Reading& samples, const std::vector<Window>& planned,
                                   Time now);

}  // namespace diag::availability
