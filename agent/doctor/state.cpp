// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "agent/doctor/judge.hpp"

namespace diag::doctor {

std::string_view name_of(State state) {
    switch (state) {
        case State::well:
            return "well";
        case State::untold:
            return "untold";
        case State::warning:
            return "warning";
        case State::ill:
            return "ill";
    }
    return "ill";
}

State worst_of(const std::vector<Verdict>& verdicts) {
    State worst = State::well;
    for (const auto& each : verdicts) worst = std::max(worst, each.state);
    return worst;
}

}  // namespace diag::doctor
