// SPDX-License-Identifier: Apache-2.0
#include "platform/shell_word.hpp"

#include <algorithm>

namespace diag {
namespace {

bool is_plain(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') ||
           std::string_view("/._-+,:@%=").find(letter) != std::string_view::npos;
}

}  // namespace

std::string shell_word(std::string_view word) {
    if (!word.empty() && std::ranges::all_of(word, is_plain)) return std::string(word);
    std::string text = "'";
    for (const char letter : word) letter == '\'' ? text += "'\\''" : text += letter;
    return text + "'";
}

}  // namespace diag
