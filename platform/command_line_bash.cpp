// SPDX-License-Identifier: Apache-2.0
// Completion for bash. Needs nothing of the bash-completion package.
#include "platform/command_line_shells.hpp"
#include "platform/text.hpp"

namespace diag {
namespace command_line {
namespace {

/// The bash command that completes what stands in $word.
std::string bash_answer(const std::string& prefix, std::string_view complete) {
    if (complete == "file" || complete == "directory")
        return prefix + "_paths " + (complete == "file" ? "-f" : "-d");
    return prefix + "_words " + quoted_word(complete);
}

/// A branch for each option that takes a value: its own command's, or any command's.
std::string bash_values(const std::string& prefix, std::string_view pattern,
                        const std::vector<Option>& options) {
    std::string out;
    for (const auto& option : options)
        if (!option.value.empty())
            out += "        " + std::string(pattern) + std::string(option.name) + ") " +
                   bash_answer(prefix, option.complete) + "; return ;;\n";
    return out;
}

/// Finds the command's name and the option whose value is being typed. "=" is a word of its own to
/// bash, hence the care.
std::string bash_scan(const std::vector<Option>& globals) {
    std::vector<std::string_view> valued;
    for (const auto& option : globals)
        if (!option.value.empty()) valued.push_back(option.name);
    const auto skip = valued.empty()
                          ? std::string{}
                          : "            " + joined(valued, "|") +
                                ") ((i++)); [[ ${COMP_WORDS[i]} == '=' ]] && ((i++)) ;;\n";
    return R"(    local word=${COMP_WORDS[COMP_CWORD]} command='' option='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
)" + skip + R"(            -*|'=') ;;
            *) command=${COMP_WORDS[i]}; break ;;
        esac
    done
    for ((i = 1; i < COMP_CWORD; i++)); do
        [[ ${COMP_WORDS[i]} == '--' ]] && option='--'
    done
    if [[ $option == '--' ]]; then :
    elif [[ $word == '=' ]]; then option=${COMP_WORDS[COMP_CWORD-1]}; word=''
    elif [[ ${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then option=${COMP_WORDS[COMP_CWORD-2]}
    else option=${COMP_WORDS[COMP_CWORD-1]}
    fi
)";
}

std::string bash_helpers(const std::string& prefix) {
    return prefix + "_words() { mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$word\"); }\n" +
           prefix + "_paths() {\n    compopt -o filenames 2>/dev/null\n" +
           "    mapfile -t COMPREPLY < <(compgen \"$1\" -- \"$word\")\n}\n";
}

/// After the command's name: an option's name or a word the command takes.
std::string bash_commands(const Program& program, const std::string& prefix) {
    std::string out;
    for (const auto* command : shown_commands(program)) {
        const auto name = std::string(command->name);
        auto all = options_of(program, command);
        std::erase_if(all, [](const Option& option) { return option.hidden; });
        const auto options = joined(names_of(all), " ");
        out +=
            "        " + name + ":options) " + prefix + "_words " + quoted_word(options) + " ;;\n";
        if (!command->positional.complete.empty())
            out += "        " + name + ":words) " +
                   bash_answer(prefix, command->positional.complete) + " ;;\n";
    }
    const auto commands = quoted_word(joined(command_names(program), " "));
    out += "        help:words) " + prefix + "_words " + commands + " ;;\n";
    out += "        :words) " + prefix + "_words " + commands + " ;;\n";
    return out + "        *:options) " + prefix + "_words " +
           quoted_word(joined(names_of(global_options(program)), " ")) + " ;;\n";
}

}  // namespace

std::string bash_script(const Program& program) {
    const auto name = std::string(program.name);
    const auto prefix = function_of(program.name);
    const auto globals = global_options(program);
    auto out = "# bash completion for " + name + ": source this, or put it into\n" +
               "# /usr/share/bash-completion/completions/" + name + "\n" + bash_helpers(prefix) +
               prefix + "() {\n" + bash_scan(globals) + "    case $command:$option in\n";
    for (const auto* command : shown_commands(program)) {
        const auto own = shown_options(*command);
        out += bash_values(prefix, std::string(command->name) + ":", own);
    }
    out += bash_values(prefix, "*:", globals) + "    esac\n    local kind=words\n" +
           "    [[ $option != '--' && $word == -* ]] && kind=options\n" +
           "    case $command:$kind in\n" + bash_commands(program, prefix) + "    esac\n}\n";
    return out + "complete -F " + prefix + " " + name + "\n";
}

}  // namespace command_line
}  // namespace diag
