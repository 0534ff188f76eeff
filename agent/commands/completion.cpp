// SPDX-License-Identifier: Apache-2.0
// Completion scripts for shells.
#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

int completion(const Invocation& invocation) {
    const auto script = completion_script(agent_program(), invocation.positionals().front());
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
        "source <(safr-diag completion bash)\n"
        "safr-diag completion zsh > /usr/local/share/zsh/site-functions/_safr-diag\n"
        "safr-diag completion fish > ~/.config/fish/completions/safr-diag.fish",
    .options = {},
    .positional = {.name = "SHELL", .least = 1, .most = 1, .complete = "bash zsh fish"},
    .run = completion,
};

}  // namespace diag::commands
