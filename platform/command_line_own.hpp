// SPDX-License-Identifier: Apache-2.0
// The commands in which a program tells of itself: `man` and `completion`, for its table. Help and
// man pages put the program's name where a text says {program}.
#pragma once

#include "platform/command_line.hpp"

namespace diag {

/// Print a page or a script, or say on standard error why there is none (exit code 64).
int print_man_page(const Program& program, const Invocation& invocation);
int print_completion_script(const Program& program, const Invocation& invocation);

template <const Program& program()>
inline constexpr Command man_command_of{
    .name = "man",
    .summary = "print the man page of the program or of a command",
    .description =
        "Prints a man page in roff. Packages install them as {program}.1 and "
        "{program}-COMMAND.1; to read one at once, pipe it into man.",
    .example =
        "{program} man completion | man -l -\n"
        "{program} man > /usr/local/share/man/man1/{program}.1",
    .options = {},
    .positional = {.name = "COMMAND", .least = 0, .most = 1},
    .run = [](const Invocation& invocation) { return print_man_page(program(), invocation); }};

template <const Program& program()>
inline constexpr Command completion_command_of{
    .name = "completion",
    .summary = "print the completion script of a shell",
    .description =
        "Prints a script that lets bash, zsh or fish complete commands, options and "
        "their values with the Tab key. The scripts run nothing of this program.",
    .example =
        "source <({program} completion bash)\n"
        "{program} completion zsh > /usr/local/share/zsh/site-functions/_{program}\n"
        "{program} completion fish > ~/.config/fish/completions/{program}.fish",
    .options = {},
    .positional = {.name = "SHELL", .least = 1, .most = 1, .complete = "bash zsh fish"},
    .run = [](const Invocation& invocation) {
        return print_completion_script(program(), invocation);
    }};

}  // namespace diag
