// SPDX-License-Identifier: Apache-2.0
// A time as people are told it.
#pragma once

#include <string>

#include "platform/clock.hpp"

namespace diag {

/// To the minute, in UTC, rounded down: "2026-11-23T20:33Z".
std::string minute_text(Time time);

}  // namespace diag
