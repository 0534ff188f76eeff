// SPDX-License-Identifier: Apache-2.0
// What local time was ahead of UTC, when: names of backups tell local time, of both sides of a
// change of clocks.
#pragma once

#include <chrono>
#include <utility>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::backups {

/// Pure: a table that was made where the clock is.
class Zone {
public:
    struct Offset {
        Time from{};  ///< holds from here to the next; the first holds before it, too
        std::chrono::seconds ahead{};
        bool operator==(const Offset&) const = default;
    };

    Zone() = default;
    /// In order of time.
    explicit Zone(std::vector<Offset> offsets) : offsets_(std::move(offsets)) {}

    /// The moment at which a clock on the wall showed `local` (as if it were UTC). Of the two in an
    /// hour that comes twice the later that is not after `latest`, else the earlier; of none, in an
    /// hour that is skipped, what a clock that was not changed showed.
    Time moment_of(Time local, Time latest) const;

    const std::vector<Offset>& offsets() const { return offsets_; }

private:
    std::vector<Offset> offsets_;
};

json::array to_json(const Zone& zone);
/// Of the list `zone` of a run; where that has none, `ahead` at all times. What is implausible is
/// left out.
Zone zone_from(const json::value& run, std::chrono::seconds ahead);

/// Of this server, as localtime_r(3) tells it, for two years before `now`: backups are rarely kept
/// longer.
Zone zone_here(Time now);

/// What local time is ahead of UTC at that moment on this server.
std::chrono::seconds ahead_here(Time at);

}  // namespace diag::backups
