// SPDX-License-Identifier: Apache-2.0
// Dates and clock times as calendars and cases write them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/time_zone.hpp"

namespace diag::cases {

/// "09:00", "24:00"
std::string clock_of(std::chrono::minutes time);
std::optional<std::chrono::minutes> clock_from(std::string_view text);

/// "2026-12-24", a day that there is, from 1970 to 2199.
std::optional<std::chrono::year_month_day> date_from(std::string_view text);
/// "12-24", "02-29"
std::optional<std::chrono::month_day> yearly_from(std::string_view text);

/// "2026-11-23 20:33 UTC-06:00": by the clocks of that zone.
std::string local_text(const TimeZone& zone, Time time);

}  // namespace diag::cases
