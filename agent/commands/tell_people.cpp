// SPDX-License-Identifier: Apache-2.0
// Tells the site's people that a request waits: what the service has done by a process of its own,
// since notify() is not for one of several threads.
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
    // Answered meanwhile: nobody needs to be told.
    if (asked->stage != consent::Stage::waiting) return exit_code::done;
    const auto admitted = proven(*reception, asked->id, now);
    if (!admitted) return failure(admitted.error());
    const auto told =
        notify(reception->config, notice_of(question(*reception, *admitted), asked->id));
    return told ? exit_code::done : failure(told.error());
}

}  // namespace

const Command notice_command{
    .name = "notice",
    .summary = "tell the site's people that a request waits",
    .description = "Gives the question of a waiting request to the programs of consent.notify.",
    .example = "safr-diag notice 019ab3c4",
    .options = {},
    .positional = {.name = "ID", .least = 1, .most = 1},
    .run = run_notice,
    .hidden = true};

}  // namespace diag::commands
