// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/yes_or_no.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <string>

#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {

bool can_ask() { return is_terminal(STDIN_FILENO) && is_terminal(STDERR_FILENO); }

bool is_question_hidden() { return is_terminal(STDIN_FILENO) && !is_terminal(STDERR_FILENO); }

bool is_yes_said() {
    constexpr std::array<std::string_view, 6> words{"y", "yes", "s", "si", "sí", "sim"};
    std::string answer;
    std::getline(std::cin, answer);
    return std::ranges::find(words, lowered(trimmed(answer))) != words.end();
}

Result<bool> asked(std::string_view question) {
    if (const auto put = write_text(STDERR_FILENO, question); !put) return put.error();
    return is_yes_said();
}

}  // namespace diag::commands
