// SPDX-License-Identifier: Apache-2.0
// One question to SAFR Cloud, as the service asks it.
#pragma once

#include <chrono>

#include "agent/config/config.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// How long `cloud sample` may take: two rounds of questions and a name, twice, and a breath
/// between, at most 52 s, with room to begin and end.
inline constexpr milliseconds sample_patience{55'000};
inline constexpr std::size_t sample_limit = 256 << 10;

/// How often the service asks: a minute. Builds with tests obey SAFR_DIAG_TEST_CLOUD_PERIOD, in
/// seconds.
std::chrono::seconds sample_period();

/// `safr-diag cloud sample`: asks now and says what came of it. Returns an exit code.
int sample_cloud(const Invocation& invocation, const config::Config& config);

}  // namespace diag::commands
