// SPDX-License-Identifier: Apache-2.0
// Who keeps this machine's clock right, and how far off it is: chronyc, timedatectl, ntpq.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag::host {

/// What a time daemon says about itself.
struct TimeState {
    std::string daemon;  ///< "chronyd", "systemd-timesyncd", "ntpd"
    std::optional<bool> synchronised;
    std::optional<double> offset_ms;  ///< this clock against the source's; the sign means nothing
    std::string source;               ///< the server followed; empty when none
    bool own_clock = false;           ///< follows nothing but itself, as told to by "local"
    std::optional<Time> heard;        ///< when the source was last heard
};

/// From `chronyc -c tracking`: 14 fields parted by commas (chronyc(1)).
std::optional<TimeState> chrony_state(std::string_view csv);

/// From `timedatectl timesync-status`: "Server: 10.0.0.1 (ntp.site)", "Offset: +1.2ms".
std::optional<TimeState> timesyncd_state(std::string_view status);

/// From `ntpq -pn`: the peer marked * (or o, a pulse per second) is the one followed; milliseconds.
std::optional<TimeState> ntpd_state(std::string_view peers);

/// Whether the kernel deems its clock synchronised (STA_UNSYNC of adjtimex(2)): from `timedatectl
/// show` or, before systemd 239, `timedatectl status`.
std::optional<bool> kernel_synchronised(std::string_view timedatectl);

/// "-1.2ms", "+3us", "1min 2.5s" in milliseconds, as systemd writes spans.
std::optional<double> span_ms(std::string_view text);

/// Names among `processes` that keep clocks, each once, in full ("systemd-timesyncd").
std::vector<std::string> time_daemons(const std::vector<std::string>& processes);

/// When the wall clock was set by a jump, as daemons' logs tell. Lines within two seconds of each
/// other are one jump: several programs notice it.
struct Jump {
    Time time;
    std::optional<double> seconds;
};
std::vector<Jump> jumps_told(std::string_view log, Time now);

}  // namespace diag::host
