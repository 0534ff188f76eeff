// SPDX-License-Identifier: Apache-2.0
#include "platform/command_here.hpp"

#include <algorithm>

namespace diag {
namespace {

struct Call {
    std::string program;
    std::string options;  ///< " --state /srv/diag", quoted
};

Call& this_call() {
    static Call call;
    return call;
}

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

void remember_call(std::string_view program,
                   const std::vector<std::pair<std::string, std::string>>& options) {
    Call call{std::string(program), {}};
    for (const auto& [name, value] : options)
        call.options += " " + shell_word(name) + " " + shell_word(value);
    this_call() = std::move(call);
}

std::string command_here(std::string_view command) {
    const auto& call = this_call();
    const auto end = std::min(command.find(' '), command.size());
    if (call.program.empty() || command.substr(0, end) != call.program) return std::string(command);
    return call.program + call.options + std::string(command.substr(end));
}

}  // namespace diag
