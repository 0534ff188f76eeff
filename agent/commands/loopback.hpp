// SPDX-License-Identifier: Apache-2.0
// Whether what speaks with the desk must reach services of this machine, and whether the unit of
// the line half lets it.
#pragma once

#include <string>
#include <string_view>

#include "agent/config/config.hpp"

namespace diag::commands {

/// Why the line half must reach this machine's own services: the desk, its proxy or the name
/// server is one. Empty: it need not. `hosts` and `resolver` are the texts of /etc/hosts and
/// /etc/resolv.conf; without a name server in the latter this machine's own is asked
/// (resolv.conf(5)).
std::string loopback_needed(const config::Config& config, std::string_view hosts,
                            std::string_view resolver);

/// Whether a drop-in with this text lets a unit reach loopback: IPAddressAllow= of its [Service]
/// with localhost, any, ::1 or an address that begins with 127. (systemd.resource-control(5)). An
/// empty one takes back those before it.
bool allows_loopback(std::string_view drop_in);

/// Why the unit keeps the line half from what it must reach, with what to do. Empty: it does not.
std::string blocked_by_unit(const config::Config& config);

}  // namespace diag::commands
