// SPDX-License-Identifier: Apache-2.0
// Completion scripts for shells.
#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

int completion(const Invocation& invocation) {
    const auto script = completion_script(desk_program(), invocation.positionals().front());
    return script ? print(*script) : failure(script.error());
}

}  // namespace

const Command completion_command{
    .name = "completion",
    .summary = "print the completion script of a shell",
    .description =
        "Prints a script that lets bash, zsh or fish complete commands, options and "
        "their values with the Tab key. The scripts run nothing of this program.",
    .example =
        "source <(safr-desk completion bash)\n"
        "safr-desk completion zsh > /usr/local/share/zsh/site-functions/_safr-desk\n"
        "safr-desk completion fish > ~/.config/fish/completions/safr-desk.fish",
    .options = {},
    .positional = {.name = "SHELL", .least = 1, .most = 1, .complete = "bash zsh fish"},
    .run = completion,
};

}  // namespace diag::desk
