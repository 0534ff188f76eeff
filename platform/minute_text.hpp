// SPDX-License-Identifier: Apache-2.0
// A time and a span as people are told them: seconds do not matter.
#pragma once

#include <string>

#include "platform/clock.hpp"

namespace diag {

/// To the minute, in UTC, rounded down: "2026-11-23T20:33Z".
std::string minute_text(Time time);

/// "45 min", "7 h", "12 d": whole, rounded down.
std::string span_text(milliseconds span);

}  // namespace diag
