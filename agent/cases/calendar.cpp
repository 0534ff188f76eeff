// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/calendar.hpp"

#include <algorithm>

#include "agent/cases/dates.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 7> names{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

bool is_business_day(const Calendar& calendar, local_days day) {
    const year_month_day date{day};
    return calendar.days[weekday{day}.c_encoding()] && !calendar.holidays.contains(date) &&
           !calendar.yearly.contains(date.month() / date.day());
}

/// "Mon-Fri", "Sun-Thu", "Mon, Wed"
std::string days_text(const std::array<bool, 7>& days) {
    std::string text;
    // From Monday on, as most calendars are read.
    for (std::size_t n = 1; n <= 7;) {
        if (!days[n % 7]) {
            ++n;
            continue;
        }
        auto end = n;
        while (end < 7 && days[(end + 1) % 7]) ++end;
        text += (text.empty() ? "" : ", ") + std::string(names[n % 7]);
        if (end > n) text += (end > n + 1 ? "-" : ", ") + std::string(names[end % 7]);
        n = end + 1;
    }
    return text;
}

}  // namespace

std::optional<Hours> hours_on(const Calendar& calendar, local_days day) {
    if (!is_business_day(calendar, day)) return std::nullopt;
    const local_time<milliseconds> midnight{day};
    const Hours hours{calendar.zone.instant(midnight + calendar.opens),
                      calendar.zone.instant(midnight + calendar.closes)};
    if (hours.begin >= hours.end) return std::nullopt;
    return hours;
}

std::string in_words(const Calendar& calendar) {
    const auto holidays = calendar.holidays.size() + calendar.yearly.size();
    return days_text(calendar.days) + " " + clock_of(calendar.opens) + "-" +
           clock_of(calendar.closes) + " " + calendar.zone_name + ", " +
           (holidays == 0 ? "no" : std::to_string(holidays)) +
           (holidays == 1 ? " holiday" : " holidays");
}

}  // namespace diag::cases
