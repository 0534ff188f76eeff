// SPDX-License-Identifier: Apache-2.0
// Whether the service here can be two processes, and how the second one is had: asked before
// anything else is done. docs/decisions/0018 says why.
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

/// One process, or two where serve.halves wants them: by rights, accounts, the kernel and, where a
/// line half comes to `socket`, by whether its unit lets it reach what it must. Tries to start and
/// to end one. Fails with denied where two are wanted and there can be one, as what they promise
/// would not hold.
Result<Parting> part(const config::Config& config,
                     const std::optional<std::filesystem::path>& socket);

/// How a line half is had, as halves::Halving has it. `parting` outlives what it gives.
std::function<Result<halves::Reached>(const std::function<bool()>&)> reach_by(
    const Parting& parting);

}  // namespace diag::commands
