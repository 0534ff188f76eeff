// SPDX-License-Identifier: Apache-2.0
// Which words make which recogniser look closer.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "agent/redact/reading.hpp"

namespace diag::redact {

using Recogniser = void (*)(Reading&, std::size_t from, std::size_t to);

struct BuiltIn {
    std::string_view words;  ///< searched in either case
    Recogniser recognise;    ///< told where they stand
};

/// All of them.
std::vector<BuiltIn> built_in_words();

/// Adds `words`, each of which makes that recogniser look closer.
void add_words(Recogniser recognise, std::span<const std::string_view> words,
               std::vector<BuiltIn>& all);

/// Adds those of tokens, hashes, pictures and programs; built_in_words() has them.
void add_token_words(std::vector<BuiltIn>& all);

/// Adds those of addresses, persons, paths and hosts; built_in_words() has them.
void add_personal_words(std::vector<BuiltIn>& all);

}  // namespace diag::redact
