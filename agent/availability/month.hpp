// SPDX-License-Identifier: Apache-2.0
// A month as this site's people mean it: from midnight to midnight by the clock on their wall.
#pragma once

#include <string>
#include <string_view>

#include "agent/availability/timeline.hpp"
#include "platform/result.hpp"

namespace diag::availability {

struct Month {
    std::string name;  ///< "2026-10"
    Window window;     ///< 28 to 31 days, less or more an hour where the clock is changed in it
    std::string zone;  ///< "CEST +0200", and behind a comma that of its end where it is another
};

/// "2026-10", in the time zone of this process (TZ, /etc/localtime). From 1970 to 9998. Fails with
/// malformed.
Result<Month> month_from(std::string_view text);

/// The month before the one that `now` lies in: "2026-10".
std::string month_before(Time now);

/// "2026-10-04 02:13:07", and the date alone; by the same clock.
std::string local_text(std::int64_t second);
std::string local_date(std::int64_t second);

/// The date `days` after the one on which `second` lies, whatever the clock did in between.
std::string date_after(std::int64_t second, int days);

/// When that date is over: the midnight behind it.
std::int64_t end_of_date_after(std::int64_t second, int days);

}  // namespace diag::availability
