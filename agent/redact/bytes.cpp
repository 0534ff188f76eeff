// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/bytes.hpp"

#include <algorithm>

namespace diag::redact {

std::size_t line_end(std::string_view text, std::size_t at, std::size_t bound) {
    const auto window = text.substr(std::min(at, text.size()), bound);
    const auto newline = window.find('\n');
    return at + (newline == std::string_view::npos ? window.size() : newline);
}

std::size_t line_start(std::string_view text, std::size_t at, std::size_t bound) {
    const auto floor = at > bound ? at - bound : 0;
    while (at > floor && text[at - 1] != '\n') --at;
    return at;
}

bool follows_escape(std::string_view text, std::size_t at) {
    if (at < 2) return false;
    const auto hex_from = [&](std::size_t from) { return skip(text, hex_digits, from, at) == at; };
    const char before = text[at - 1];
    if (text[at - 2] == '\\' && (before == 'n' || before == 'r' || before == 't')) return true;
    if (at >= 3 && text[at - 3] == '%' && hex_from(at - 2)) return true;
    if (at >= 5 && text.substr(at - 5, 3) == "%25" && hex_from(at - 2)) return true;  // twice
    return at >= 6 && text[at - 6] == '\\' && text[at - 5] == 'u' && hex_from(at - 4);
}

}  // namespace diag::redact
