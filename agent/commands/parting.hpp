// SPDX-License-Identifier: Apache-2.0
// Whether the service here can be two processes, and how the second one is had: asked before
// anything else is done. docs/decisions/0017 says why.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/halves/inside.hpp"
#include "platform/accounts.hpp"
#include "platform/local_socket.hpp"

namespace diag::commands {

/// Whose rights the line half has.
inline constexpr std::string_view line_user = "safr-diag";

struct Parting {
    std::string why_one;                    ///< why it is one process; empty: it is two
    bool as_meant = false;                  ///< and that is what this site or this user wants
    SystemUser user;                        ///< of the line half
    std::optional<LocalListener> listener;  ///< where it comes by itself; nothing: it is started

    bool two() const { return why_one.empty(); }
};

/// By serve.halves, rights, accounts and, where a line half comes to `socket`, by whether its unit
/// lets it reach what it must. Tries to start and to end one. Fails with refused where the
/// configuration wants two halves and there can be one.
Result<Parting> part(const config::Config& config,
                     const std::optional<std::filesystem::path>& socket);

/// How a line half is had, as halves::Halving has it. `parting` outlives what it gives.
std::function<Result<halves::Reached>(const std::function<bool()>&)> reach_by(
    const Parting& parting);

/// Why the line half must reach this machine's own services: the desk, its proxy or the name
/// server is one. Empty: it need not. `hosts` and `resolver` are the texts of /etc/hosts and
/// /etc/resolv.conf.
std::string loopback_needed(const config::Config& config, std::string_view hosts,
                            std::string_view resolver);

}  // namespace diag::commands
