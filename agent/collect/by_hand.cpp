// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/by_hand.hpp"

namespace diag::collect {

void tell_late(std::uint64_t late, std::string_view before, exchange::Outcome& outcome) {
    if (late == 0) return;
    if (outcome.ending == exchange::Ending::complete) outcome.ending = exchange::Ending::timed_out;
    outcome.note += (outcome.note.empty() ? "" : "; ") + std::to_string(late) +
                    (late == 1 ? " file was" : " files were") +
                    " left out: the time of the run was over before " + std::string(before) +
                    (late == 1 ? " it" : " them");
}

}  // namespace diag::collect
