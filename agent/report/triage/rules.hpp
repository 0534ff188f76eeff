// SPDX-License-Identifier: Apache-2.0
// Which findings belong together, and what it means when they are found together.
//
// The data is ../knowledge/triage/*.toml; CMake embeds it in the program. knowledge/README.md has
// the format.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "agent/report/knowledge.hpp"
#include "agent/report/language.hpp"
#include "platform/result.hpp"

namespace diag::report {

struct RuleWords {
    std::string what;    ///< what most likely is wrong: one sentence
    std::string now;     ///< what the first line can do now, imperative
    std::string beyond;  ///< when, and why, it is beyond L2
};

struct Rule {
    std::string id;
    Cause cause = Cause::host;
    std::string level;  ///< "L1", "L2", "L3": who can mend it
    /// Ids of findings. Of each group one at least must be there; all that are there are explained.
    std::vector<std::vector<std::string>> needs;
    std::vector<std::string> explains;  ///< symptoms it may have besides
    std::vector<std::string> unless;    ///< where one of these is found, the rule does not fit
    /// Names of parameters: what it is about. The first of them a finding has must be equal in all
    /// findings, those aside that have none. Empty: they need not be about the same thing.
    std::vector<std::string> same;
    /// Bounds for the first group: the sum of its findings' parameter `count`, 1 where a finding
    /// has none. Many cameras at once are another fault than one.
    std::uint64_t least = 1;
    std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    std::array<RuleWords, all_languages.size()> words;  ///< by the number of the language
};

class Rules {
public:
    /// The rules built into this program. Parsed at first use; thread-safe.
    static const Rules& builtin();

    /// From TOML texts, each with the name of its file. Fails with malformed, naming file and line.
    static Result<Rules> from(const std::vector<std::pair<std::string, std::string>>& files);

    const std::vector<Rule>& all() const { return rules_; }  ///< in the order of their ids

    /// "storage.disk_full: no finding is called disk.full", ... for every gap; empty when complete.
    ///
    /// A gap is an id that `knowledge` lacks or that a rule names twice, a text missing in a
    /// language, and a placeholder that nothing fills.
    std::vector<std::string> gaps(const Knowledge& knowledge) const;

private:
    std::vector<Rule> rules_;
};

}  // namespace diag::report
