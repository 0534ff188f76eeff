// SPDX-License-Identifier: Apache-2.0
// Rules as people write them, in TOML; docs/redaction-rules.md has the grammar.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/rules/rules.hpp"

namespace diag::rules {

inline constexpr std::size_t largest_text = std::size_t{64} << 10;  ///< bytes of one file or pack
inline constexpr std::size_t most_entries = 1'024;                  ///< of all files and packs
inline constexpr std::size_t most_patterns = 64;

enum class EntryKind { name, pattern, word, exception };

/// One rule, and where it was written.
struct Entry {
    EntryKind kind = EntryKind::word;
    std::string text;
    std::string place;  ///< "FILE:LINE: [[word]] \"Acme\""
};

enum class Author {
    site,  ///< may write exceptions
    desk,  ///< only adds, and says in [pack] what the pack is called and its version
};

/// What a text says, and every mistake in it: "FILE:LINE: [[word]]: what was expected".
struct Reading {
    std::string name;           ///< of a pack
    std::uint64_t version = 0;  ///< of a pack
    std::vector<Entry> entries;
    std::vector<std::string> mistakes;  ///< by line
};

/// Reads TOML 1.0. `file` is for messages.
Reading read(std::string_view text, std::string_view file, Author author);

/// Rules that contradict each other, whoever wrote them: an exception that is also a word or names
/// a secret, one text as two kinds, more than there may be, patterns too large together. A sentence
/// each.
std::vector<std::string> contradictions(const std::vector<Entry>& entries);

/// The first rule of `before` that does not stand in `after`, as it was written; null where all do.
const Entry* first_missing(const std::vector<Entry>& before, const std::vector<Entry>& after);

/// The rules these entries make, without labels.
Rules rules_of(const std::vector<Entry>& entries);

}  // namespace diag::rules
