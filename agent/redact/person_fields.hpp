// SPDX-License-Identifier: Apache-2.0
// Fields that may name a person: what they hold, and whether one called "name" is a person's, told
// by the fields beside it.
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// Of a person's name in a field, in bytes: twice what the longest names in use have.
inline constexpr std::size_t longest_person = 96;

/// Most elements of a list that are looked at: of one person's names there are a few, of a query's
/// or a report's persons tens.
inline constexpr std::size_t most_listed = 32;

/// A field's value, in its quotation or out of it.
std::string_view field_value(std::string_view text, const Opening& opening);

/// Whether a value is empty, too long, a placeholder, a structure or a sentence: nobody's name.
bool says_nothing(std::string_view value);

/// Whether a field that only persons have stands near [from, to): in its line, or in one that
/// belongs to the same object, printed over lines as JSON, XML and YAML are. Looks at most 160
/// bytes ahead and as many behind, and at those of one line once, however many names ask.
bool beside_a_person(Reading& reading, std::size_t from, std::size_t to);

}  // namespace diag::redact
