// SPDX-License-Identifier: Apache-2.0
// The rules of this site: the files in redaction.d, and the packs of its desk.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/rules/entries.hpp"
#include "platform/result.hpp"

namespace diag::rules {

inline constexpr std::size_t most_files = 64;

/// A file or a pack that rules came from, and how many of each kind.
struct Source {
    std::string name;           ///< "/etc/safr-diag/redaction.d/words.toml", "safr-2026"
    std::uint64_t version = 0;  ///< of a pack; 0: a file of the site
    std::size_t families = 0;
    std::size_t words = 0;
    std::size_t exceptions = 0;
};
Source source_of(std::string name, std::uint64_t version, const std::vector<Entry>& entries);

/// Everything in force, as it was written.
struct InForce {
    std::vector<Source> sources;
    std::vector<Entry> entries;
    Rules rules;
};

/// What the site wrote: every *.toml in `directory`, by name; hidden files, README and what ends in
/// '~' are left aside, any other name is a mistake. That there is no directory is none.
///
/// Fails with malformed, every mistake a line: no rule holds then, and nothing may be redacted.
Result<InForce> written_rules(const std::filesystem::path& directory);

/// written_rules() and the packs in `state`, as safr-diag works with them. Fails as both do, and
/// with malformed where they contradict each other.
Result<InForce> rules_in_force(const std::filesystem::path& directory,
                               const std::filesystem::path& state);

/// Where the rules are that belong to a configuration file: redaction.d beside it.
std::filesystem::path folder_beside(const std::filesystem::path& configuration);

}  // namespace diag::rules
