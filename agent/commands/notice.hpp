// SPDX-License-Identifier: Apache-2.0
// Tells the site's people that somebody must say yes or no: by the programs they chose.
#pragma once

#include <string>
#include <string_view>

#include "agent/config/config.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Gives `question` to each program of consent.notify (the first eight), on its standard input, one
/// after the other, ten seconds each. Only what Programs::trusted() says may be run with our rights
/// is run. Everybody may read what comes of it: nothing secret belongs in `question`.
///
/// Fails with the fault of the first that went wrong and a sentence about each that did; the others
/// were told all the same. A reason to warn, never to stop. Forks: not for a process of several
/// threads.
Result<> notify(const config::Config& config, std::string_view question);

/// The question, and how to answer it.
std::string notice_of(std::string_view question, const std::string& id);

}  // namespace diag::commands
