// SPDX-License-Identifier: Apache-2.0
// What clocks on the wall show in another place: the system's own table of time zones.
//
// Local time of this process is localtime_r(3)'s; a calendar of another place needs its zone by
// name without changing TZ for the whole process, and g++ 12 has no std::chrono::time_zone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/files.hpp"
#include "platform/result.hpp"

namespace diag {

class TimeZone {
public:
    /// UTC.
    TimeZone() = default;

    /// A file of the tz database: TZif of version 2 or later (RFC 8536), with the rule at its end
    /// written out to the year 2200, after which clocks change no more. Fails with malformed;
    /// unsupported for version 1, and for the tables that count leap seconds ("right/...").
    static Result<TimeZone> from(std::string_view tzif);

    /// How far clocks are ahead of UTC.
    std::chrono::seconds offset_at(Time time) const;
    std::chrono::local_time<milliseconds> local(Time time) const;

    /// When clocks first show `local` or, where they jump over it, something later. In years up to
    /// 2200.
    Time instant(std::chrono::local_time<milliseconds> local) const;

private:
    struct Change {
        std::int64_t at = 0;      ///< seconds since the epoch
        std::int32_t offset = 0;  ///< from then on, seconds
    };
    friend class TzifReader;

    std::int32_t before_ = 0;      ///< the offset before the first change
    std::vector<Change> changes_;  ///< in order; of several at one instant the last holds
};

/// The zone of that name ("America/Mexico_City", "UTC") in the system's /usr/share/zoneinfo. UTC
/// needs no file. Fails with absent where there is no such zone, or no table at all, saying which;
/// malformed for what is no name of a zone.
Result<TimeZone> time_zone_named(Files& files, std::string_view name);

/// What /etc/localtime links to, or "UTC".
std::string local_zone_name(Files& files);

}  // namespace diag
