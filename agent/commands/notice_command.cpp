// SPDX-License-Identifier: Apache-2.0
// Tells the site's people of a request that waits: what `serve` has a process of its own do, as the
// programs that tell may hang.
#include "agent/commands/asking.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/notice.hpp"
#include "agent/commands/setting.hpp"

namespace diag::commands {
namespace {

int run_notice(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    const auto now = system_clock().now();
    const auto asked = reception->asked.get(invocation.positionals().front(), now);
    if (!asked) return failure(asked.error());
    if (asked->stage != consent::Stage::waiting) return exit_code::done;
    const auto admitted = proven(*reception, asked->id, now);
    if (!admitted) return failure(admitted.error());
    const auto told =
        notify(reception->config, notice_of(question(*reception, *admitted), asked->id));
    return told ? exit_code::done : failure(told.error());
}

}  // namespace

const Command notice_command{.name = "notice",
                             .summary = "tell this site's people of a request",
                             .description = "Gives the question to the programs of consent.notify.",
                             .example = "safr-diag notice 019ab3c4",
                             .options = {},
                             .positional = {.name = "ID", .least = 1, .most = 1},
                             .run = run_notice,
                             .hidden = true};

}  // namespace diag::commands
