// SPDX-License-Identifier: Apache-2.0
// From runs to a month without holes: every second has one class, and what is not known says so.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/availability/run.hpp"

namespace diag::availability {

/// Whose time it was. Only `cloud` is ever held against SAFR Cloud.
enum class Class : std::uint8_t {
    up,
    cloud,    ///< it did not answer, and all else was seen to work
    partial,  ///< some of its interfaces did not: told, not counted
    planned,  ///< announced downtime
    lan,      ///< this site's own network: its gateway did not answer
    network,  ///< this site's line, or its network
    dns,
    proxy,
    machine,  ///< this server was off
    agent,    ///< the service did not run
    unknown,  ///< not sampled, the clock was set, or it could not be told
};
inline constexpr std::size_t classes = 11;

std::string_view name_of(Class what);

/// Seconds since 1970, `until` not within.
struct Window {
    std::int64_t from = 0, until = 0;
    bool operator==(const Window&) const = default;
};

struct Span {
    Window window;
    Class what = Class::unknown;
    bool operator==(const Span&) const = default;
};

/// `window` whole: spans in order, each beginning where the one before ends, no two neighbours of
/// one class.
///
/// Between two runs of one life of the machine the service was down, if both clocks say that as
/// much time passed; if they do not, somebody set the clock, and that time is unknown. So is what
/// two runs both claim: the clock went back. What a run claims no gap takes from it. From one life
/// to the next the machine was off until its start. A cloud that was never seen to answer before on
/// this record is not known to be reached from here at all: its silence is unknown. A run holds for
/// a period after its last sample; an outage ends with it, unless the next sample came within a
/// period and a half. Planned time takes the place of `cloud`, `partial` and `unknown` alone.
std::vector<Span> timeline(const std::vector<Run>& runs, const std::vector<Window>& planned,
                           const Window& window);

}  // namespace diag::availability
