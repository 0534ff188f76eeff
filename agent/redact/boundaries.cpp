// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/boundaries.hpp"

#include <algorithm>

#include "agent/redact/bytes.hpp"

namespace diag::redact {

bool begins_word(std::string_view text, std::size_t at) {
    if (at == 0) return true;
    if (!in(alphanumerics, text[at - 1]) && static_cast<unsigned char>(text[at - 1]) < 0x80)
        return true;
    const auto before =
        text.substr(at - std::min<std::size_t>(at, 6), std::min<std::size_t>(at, 6));
    const auto escapes = [&](std::size_t length, std::string_view begin) {
        return before.size() >= length && before.substr(before.size() - length).starts_with(begin);
    };
    if (escapes(3, "%") && in(hex_digits, before[before.size() - 2]) &&
        in(hex_digits, before.back()))
        return true;
    return escapes(2, "\\") || escapes(6, "\\u");
}

bool ends_word(std::string_view text, std::size_t at) {
    return at >= text.size() ||
           (!in(alphanumerics, text[at]) && static_cast<unsigned char>(text[at]) < 0x80);
}

bool begins_token(std::string_view text, std::size_t at) {
    return at == 0 || !in(token_bytes, text[at - 1]) || follows_escape(text, at);
}

}  // namespace diag::redact
