// SPDX-License-Identifier: Apache-2.0
// What is the matter with the agent, from what was seen of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/doctor/vitals.hpp"

namespace diag::doctor {

enum class State {
    well,
    untold,   ///< it could not be seen, and nothing speaks of harm
    warning,  ///< it works, and will not for ever
    ill       ///< something that people count on does not work
};
std::string_view name_of(State state);

struct Verdict {
    std::string_view part;  ///< "identity"
    State state = State::well;
    std::string sentence;
    std::string remedy = {};   ///< what to do, in words; empty: nothing, or the command alone
    std::string command = {};  ///< what to type for it: "safr-diag ..."
};

/// A verdict a part, in an order in which they can be mended.
std::vector<Verdict> judge(const Vitals& vitals, Time now);

/// The gravest of all: ill before warning before untold.
State worst_of(const std::vector<Verdict>& verdicts);

}  // namespace diag::doctor
