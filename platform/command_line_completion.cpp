// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "platform/command_line_shells.hpp"

namespace diag {
namespace command_line {

std::string function_of(std::string_view program) {
    auto name = "_" + std::string(program);
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string quoted_word(std::string_view text) {
    std::string out = "'";
    for (const char letter : text) letter == '\'' ? out += "'\\''" : out += letter;
    return out + "'";
}

std::vector<std::string_view> names_of(const std::vector<Option>& options) {
    std::vector<std::string_view> names;
    for (const auto& option : options) names.push_back(option.name);
    return names;
}

std::vector<std::string_view> command_names(const Program& program) {
    std::vector<std::string_view> names;
    for (const auto* command : shown_commands(program)) names.push_back(command->name);
    names.push_back("help");
    return names;
}

}  // namespace command_line

Result<std::string> completion_script(const Program& program, std::string_view shell) {
    if (shell == "bash") return command_line::bash_script(program);
    if (shell == "zsh") return command_line::zsh_script(program);
    if (shell == "fish") return command_line::fish_script(program);
    return Error{Fault::refused, "there is no completion for " + command_line::shown_word(shell) +
                                     ", only for bash, zsh and fish"};
}

}  // namespace diag
