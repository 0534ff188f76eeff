// SPDX-License-Identifier: Apache-2.0
// What a program that stays tells whoever started it: systemd, or anything else that speaks
// sd_notify(3).
#pragma once

#include <optional>

#include "platform/clock.hpp"

namespace diag {

enum class ServiceState {
    ready,      ///< it serves
    reloading,  ///< it takes a new configuration over; `ready` follows
    stopping,   ///< it was told to stop
    alive       ///< to be told within watchdog_patience(), or it is deemed hung and started anew
};

/// A datagram to NOTIFY_SOCKET (a path, or '@' and an abstract name; unix(7)). Where there is none,
/// or nobody reads, nothing happens: it must never keep the service from serving.
void tell_service_state(ServiceState state);

/// How long this process may be silent, from WATCHDOG_USEC and WATCHDOG_PID
/// (sd_watchdog_enabled(3)). Nothing: as long as it likes.
std::optional<milliseconds> watchdog_patience();

}  // namespace diag
