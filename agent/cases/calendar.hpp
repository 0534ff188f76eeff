// SPDX-License-Identifier: Apache-2.0
// When somebody works: days, hours, holidays and the time zone they are meant in.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "platform/time_zone.hpp"

namespace diag::cases {

struct Calendar {
    std::string zone_name = "UTC";
    TimeZone zone;
    std::array<bool, 7> days{false, true, true, true, true, true, false};  ///< from Sunday on
    /// By the local clock, on one day. The agreement names no hours: these are our default.
    std::chrono::minutes opens{9 * 60}, closes{18 * 60};
    std::set<std::chrono::year_month_day> holidays;
    std::set<std::chrono::month_day> yearly;  ///< the same in every year
};

/// The hours of one business day, `end` not among them.
struct Hours {
    Time begin{}, end{};
};

/// Nothing on a day that is no business day, nor where clocks jump over its hours.
std::optional<Hours> hours_on(const Calendar& calendar, std::chrono::local_days day);

/// The calendar in a TOML text; `file` is for messages:
///
///     zone = "America/Mexico_City"
///     days = ["mon", "tue", "wed", "thu", "fri"]
///     hours = "09:00-18:00"                  # "00:00-24:00": the whole day
///     holidays = ["2026-12-24", "01-01"]     # one day, or the same in every year
///
/// Every key may be left out; the zone is `zone` then. Fails with malformed, naming file, line and
/// key: also where no business day is left, and for a zone that there is not.
Result<Calendar> calendar_from(Files& files, std::string_view text, const std::string& file,
                               const std::string& zone);

/// The one in that file, which must be there where it was `asked` for; otherwise Monday to Friday,
/// 9 to 18 by the system's own zone. At most 64 KiB.
Result<Calendar> calendar_in(Files& files, const std::string& file, bool asked);

/// "Mon-Fri 09:00-18:00 Europe/Madrid, 3 holidays"
std::string in_words(const Calendar& calendar);

}  // namespace diag::cases
