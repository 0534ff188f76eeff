// SPDX-License-Identifier: Apache-2.0
// Where words begin and end, also in texts that were encoded on the way.
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/bytes.hpp"

namespace diag::redact {

/// Whether a word may begin at `at`: after no letter or digit, or after "%20", "\n" or "\u00e9".
bool begins_word(std::string_view text, std::size_t at);

/// Whether a word may end before `at`.
bool ends_word(std::string_view text, std::size_t at);

/// Of tokens, whose makers use no others.
inline constexpr Table token_bytes = table_of("_-", true);

/// Whether a token may begin at `at`.
bool begins_token(std::string_view text, std::size_t at);

}  // namespace diag::redact
