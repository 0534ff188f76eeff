// SPDX-License-Identifier: Apache-2.0
// Completion for zsh, in the terms of its _arguments.
#include "platform/command_line_shells.hpp"

namespace diag {
namespace command_line {
namespace {

/// Text inside the brackets and colons of an _arguments specification.
std::string zsh_escaped(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        if (letter == '[' || letter == ']' || letter == ':' || letter == '\\') out += '\\';
        out += letter;
    }
    return out;
}

std::string zsh_action(std::string_view complete) {
    if (complete == "file") return "_files";
    if (complete == "directory") return "_files -/";
    return complete.empty() ? " " : "(" + std::string(complete) + ")";
}

std::string zsh_options(const std::vector<Option>& options) {
    std::string out;
    for (const auto& option : options) {
        auto spec = (option.repeats ? "*" : "") + std::string(option.name);
        if (!option.value.empty()) spec += "=";
        spec += "[" + zsh_escaped(option.help) + "]";
        if (!option.value.empty())
            spec += ":" + zsh_escaped(option.value) + ":" + zsh_action(option.complete);
        out += " \\\n            " + quoted_word(spec);
    }
    return out;
}

}  // namespace

std::string zsh_script(const Program& program) {
    const auto name = std::string(program.name);
    const auto function = function_of(program.name);
    auto out = "#compdef " + name + "\n# zsh completion for " + name +
               ": put it into a directory of $fpath as _" + name + ", or source it\n" + function +
               "() {\n    local curcontext=$curcontext state line\n" +
               "    typeset -A opt_args\n    local -a commands=(\n";
    for (const auto* command : shown_commands(program))
        out += "        " +
               quoted_word(zsh_escaped(command->name) + ":" + zsh_escaped(command->summary)) + "\n";
    out += "        'help:explains a command'\n    )\n    _arguments -C" +
           zsh_options(global_options(program)) +
           " \\\n            '1:command:->command' '*::argument:->argument'\n    case $state in\n" +
           "    command) _describe -t commands command commands ;;\n    argument)\n" +
           "        case $words[1] in\n";
    for (const auto* command : shown_commands(program)) {
        out += "        " + std::string(command->name) + ") _arguments" +
               zsh_options(options_of(program, command));
        const auto& words = command->positional;
        if (!words.name.empty())
            out += " \\\n            " +
                   quoted_word("*:" + zsh_escaped(words.name) + ":" + zsh_action(words.complete));
        out += " ;;\n";
    }
    out +=
        "        help) _describe -t commands command commands ;;\n        esac ;;\n    esac\n}\n";
    return out + "if [[ $funcstack[1] == _" + name + " ]]; then " + function +
           " \"$@\"; else compdef " + function + " " + name + "; fi\n";
}

}  // namespace command_line
}  // namespace diag
