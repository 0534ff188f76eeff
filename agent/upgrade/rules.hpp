// SPDX-License-Identifier: Apache-2.0
// The conditions that collectors' findings decide, as a table.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "agent/upgrade/chapters.hpp"

namespace diag::upgrade {

/// A finding that stands in the way from this severity on; an id that ends in "." means all of
/// them.
struct Obstacle {
    std::string_view finding;
    Severity least = Severity::critical;
};

/// A condition that collectors' findings decide.
struct Rule {
    std::string_view id;
    std::span<const std::string_view> collectors;  ///< that must have got to their end
    std::span<const Obstacle> obstacles;
    std::span<const std::string_view> spared = {};  ///< findings that obstacles ending in "." skip
    std::string_view told_by = {};                  ///< a fact without which nothing is known
    std::string_view absent_by = {};  ///< a finding or fact that says there is nothing of the kind
    bool only_noted = false;
};

/// All of them, in the order in which they are mended.
std::span<const Rule> rules();

/// What stands in the way of the backup, however well it is proven.
const Rule& backup_rule();

/// The findings that stand in the way of a rule.
std::vector<Finding> obstacles_in(const Chapters& chapters, const Rule& rule);

}  // namespace diag::upgrade
