// SPDX-License-Identifier: Apache-2.0
// A bundle of findings only: rule ids and numbers, and nothing else of what was seen.
#pragma once

#include "agent/report/story.hpp"

namespace diag::collect {

/// Takes facts, charts, evidence names, notes and the server's name out of the story, and of the
/// findings' parameters all that is not a number with its unit.
void withhold_all_but_findings(report::Story& story);

/// "12", "3.2 GiB", "95 %": a number and a unit of at most six letters. An address is none.
bool is_quantity(std::string_view text);

}  // namespace diag::collect
