// SPDX-License-Identifier: Apache-2.0
// Findings of all collectors in the order people should meet them.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "agent/report/story.hpp"

namespace diag::report {

/// Severities as people read them: worst first.
inline constexpr std::array worst_first{Severity::critical, Severity::warning, Severity::unknown,
                                        Severity::info};

struct Ranked {
    const Chapter* chapter;
    const Finding* finding;
};

/// Worst first; within a severity in the order of the chapters. Points into `story`.
std::vector<Ranked> ranked(const Story& story);

/// How many findings there are of a severity.
std::size_t count_of(const Story& story, Severity severity);

/// Chapters whose collector did not give all it has: what they would have found is not known.
std::vector<const Chapter*> cut_short(const Story& story);

}  // namespace diag::report
