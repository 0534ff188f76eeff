// SPDX-License-Identifier: Apache-2.0
// The bundle that goes with a message to support: proven, and told by digest and place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/commands/case.hpp"
#include "agent/report/voice.hpp"

namespace diag::commands {

/// A bundle that holds, and what is told of it.
struct Enclosed {
    std::string id, name, place, sha256;
    std::uint64_t bytes = 0;
};

/// The bundle --bundle names, else the newest that was made for the case and is still here; none:
/// nothing. Fails as verifying does, and with refused where it was changed meanwhile.
Result<std::optional<Enclosed>> enclosed(const Invocation& invocation,
                                         const std::optional<CaseBundle>& known);

/// What the message tells of it.
std::string bundle_text(const std::optional<Enclosed>& bundle,
                        const std::optional<CaseBundle>& known, const report::Voice& voice);

}  // namespace diag::commands
