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

}  // namespace diag::redact
