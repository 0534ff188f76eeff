// SPDX-License-Identifier: Apache-2.0
// Man pages, for packages and for reading here.
#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

int man(const Invocation& invocation) {
    const auto& words = invocation.positionals();
    const auto page = man_page(desk_program(), words.empty() ? "" : words.front());
    return page ? print(*page) : failure(page.error());
}

}  // namespace

const Command man_command{
    .name = "man",
    .summary = "print the man page of the program or of a command",
    .description =
        "Prints a man page in roff. Packages install them as safr-desk.1 and "
        "safr-desk-COMMAND.1; to read one at once, pipe it into man.",
    .example =
        "safr-desk man request | man -l -\n"
        "safr-desk man > /usr/local/share/man/man1/safr-desk.1",
    .options = {},
    .positional = {.name = "COMMAND", .least = 0, .most = 1},
    .run = man,
};

}  // namespace diag::desk
