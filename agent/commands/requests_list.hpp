// SPDX-License-Identifier: Apache-2.0
// The requests on record as a list: for people who were not there when they came.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/commands/asking.hpp"
#include "platform/json.hpp"

namespace diag::commands {

struct Listed {
    consent::Asked asked;
    std::optional<consent::Admitted> words;  ///< nothing: its document cannot be read
};

/// With what its document says, as it was admitted.
Listed listed(const Reception& reception, consent::Asked asked);

json::value as_json(const Listed& one);

/// Who asks, why, for which case, until when; who said yes or no, when and why; how to answer what
/// waits.
std::string as_list(const std::vector<Listed>& all, std::size_t width);

}  // namespace diag::commands
