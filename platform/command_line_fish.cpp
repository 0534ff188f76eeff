// SPDX-License-Identifier: Apache-2.0
// Completion for fish: one "complete" line for each thing that can be typed.
#include "platform/command_line_shells.hpp"
#include "platform/text.hpp"

namespace diag {
namespace command_line {
namespace {

/// In single quotes, where fish wants a backslash before quotes and backslashes.
std::string fish_word(std::string_view text) {
    std::string out = "'";
    for (const char letter : text) {
        if (letter == '\'' || letter == '\\') out += '\\';
        out += letter;
    }
    return out + "'";
}

/// What a value may be: files, directories, words.
std::string fish_values(std::string_view complete) {
    if (complete == "file") return " -F";
    if (complete == "directory") return " -f -a '(__fish_complete_directories)'";
    return complete.empty() ? " -f" : " -f -a " + fish_word(complete);
}

std::string fish_options(const std::string& start, const std::vector<Option>& options) {
    std::string out;
    for (const auto& option : options) {
        out += start + (option.name == "--help" ? " -s h" : "") + " -l " +
               std::string(option.name.substr(2)) + " -d " + fish_word(option.help);
        if (!option.value.empty()) out += " -r" + fish_values(option.complete);
        out += "\n";
    }
    return out;
}

}  // namespace

std::string fish_script(const Program& program) {
    const auto name = std::string(program.name);
    const auto start = "complete -c " + name;
    auto out = "# fish completion for " + name + ": put it into ~/.config/fish/completions/" +
               name + ".fish\n" + start + " -f\n" + fish_options(start, global_options(program));
    const auto first = start + " -n __fish_use_subcommand -a ";
    for (const auto* command : shown_commands(program))
        out += first + std::string(command->name) + " -d " + fish_word(command->summary) + "\n";
    out += first + "help -d 'explains a command'\n";
    for (const auto* command : shown_commands(program)) {
        const auto given =
            start + " -n '__fish_seen_subcommand_from " + std::string(command->name) + "'";
        out += fish_options(given, shown_options(*command));
        const auto words = command->positional.complete;
        if (!words.empty()) out += given + fish_values(words) + "\n";
    }
    return out + start + " -n '__fish_seen_subcommand_from help' -f -a " +
           fish_word(joined(command_names(program), " ")) + "\n";
}

}  // namespace command_line
}  // namespace diag
