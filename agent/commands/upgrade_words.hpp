// SPDX-License-Identifier: Apache-2.0
// What `upgrade permit` prints, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "agent/report/voice.hpp"
#include "agent/upgrade/conditions.hpp"
#include "platform/json.hpp"

namespace diag::commands {

/// A look at this server, judged.
struct Preconditions {
    upgrade::Version from;
    upgrade::Version to;
    bool cluster = false;
    std::vector<upgrade::Condition> conditions;

    /// Ids of those in the way.
    std::vector<std::string> in_the_way() const;
};

/// Every condition and what to do about those in the way, then what to keep in mind.
std::string text_of(const Preconditions& preconditions, const report::Voice& voice,
                    std::size_t width);

json::object json_of(const Preconditions& preconditions, const report::Knowledge& knowledge);

}  // namespace diag::commands
