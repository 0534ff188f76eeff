// SPDX-License-Identifier: Apache-2.0
// When a line of a crontab runs, as crontab(5) of Debian's and of Red Hat's cron has it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/clock.hpp"

namespace diag::backups {

class CronTime {
public:
    /// Reads the beginning of a line: five fields or "@daily" and its like, then a command. Nothing
    /// for what tells no time of day: @reboot, a time by chance ("0~59"), another kind of line, and
    /// what no cron would take.
    static std::optional<CronTime> of(std::string_view line);

    /// The latest minute, not after `local`, in which it runs; local time as if it were UTC.
    /// Nothing where eight years know none (30 February).
    std::optional<Time> last_due(Time local) const;

private:
    bool runs_on(std::chrono::year_month_day date) const;
    std::optional<std::chrono::minutes> latest_in_day(std::chrono::minutes until) const;

    // A bit each. Sunday is bit 0 of the weekdays.
    std::uint64_t minutes_ = 0, hours_ = 0, days_ = 0, months_ = 0, weekdays_ = 0;
    /// Both day fields are restricted: one that fits will do.
    bool either_day_ = false;
};

}  // namespace diag::backups
