// SPDX-License-Identifier: Apache-2.0
// What the desk may know of a check: rule, severity and count, and nothing else.
#pragma once

#include <string_view>
#include <vector>

#include "agent/exchange/line.hpp"
#include "platform/result.hpp"

namespace diag::service {

/// From what `safr-diag check --json` prints: critical ones and warnings, by rule. At most 500,
/// critical ones first. Fails with malformed.
Result<std::vector<exchange::line::Health::Count>> health_in(std::string_view findings);

}  // namespace diag::service
