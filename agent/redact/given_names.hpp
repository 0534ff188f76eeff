// SPDX-License-Identifier: Apache-2.0
// Does a text read like a person's name?
#pragma once

#include <cstddef>
#include <string_view>

namespace diag::redact {

/// Whether `word` is one of the few hundred commonest given names of the sites' languages, in
/// either case, with accents or without.
bool is_given_name(std::string_view word);

/// The length of what at the start of `text` is written as a name is: words that begin with a
/// capital, "da", "von" and their like between; 0 for anything else, and for words of programs.
std::size_t name_length(std::string_view text);

/// Whether `value` as a whole could be a name: letters, and what names have between them.
bool may_be_name(std::string_view value);

}  // namespace diag::redact
