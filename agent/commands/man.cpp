// SPDX-License-Identifier: Apache-2.0
// Man pages, for packages and for reading here.
#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

int man(const Invocation& invocation) {
    const auto& words = invocation.positionals();
    const auto page = man_page(agent_program(), words.empty() ? "" : words.front());
    return page ? print(*page) : failure(page.error());
}

}  // namespace

const Command man_command{
    .name = "man",
    .summary = "print the man page of the program or of a command",
    .description =
        "Prints a man page in roff. Packages install them as safr-diag.1 and "
        "safr-diag-COMMAND.1; to read one at once, pipe it into man.",
    .example =
        "safr-diag man collect | man -l -\n"
        "safr-diag man > /usr/local/share/man/man1/safr-diag.1",
    .options = {},
    .positional = {.name = "COMMAND", .least = 0, .most = 1},
    .run = man,
};

}  // namespace diag::commands
