// SPDX-License-Identifier: Apache-2.0
// What does this request ask, and who signed it?
#include <algorithm>

#include "desk/commands/commands.hpp"
#include "desk/commands/saying.hpp"
#include "desk/commands/signing.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

/// Nothing where no desk was named and the current directory is none.
Result<std::optional<exchange::Trust>> trust_at_hand(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home && !invocation.has(desk_option.name)) return std::optional<exchange::Trust>{};
    if (!home) return home.error();
    auto trust = home->trust();
    if (!trust) return trust.error();
    return std::optional(std::move(*trust));
}

int show(const Invocation& invocation) {
    const auto now = system_clock().now();
    const auto& file = invocation.positionals().front();
    const auto trust = trust_at_hand(invocation);
    if (!trust) return failure(trust.error());
    const auto known = signed_request(file);
    if (!known) return failure(known.error());
    const auto* asked = *trust ? &**trust : nullptr;
    auto json = as_json(*known, asked, now);
    json["file"] = file;
    const int printed =
        print(invocation.has("--json") ? json::write_pretty(json) : as_text(*known, asked, now));
    const bool all_believed = std::ranges::all_of(known->signers, [&](const auto& signer) {
        return belief_in(signer, asked, now).against.empty();
    });
    return printed == exit_code::done && !all_believed ? exit_code::input : printed;
}

constexpr Option options[] = {desk_option};

}  // namespace

const Command show_command{
    .name = "show",
    .summary = "say what a request asks, who signed it and until when it holds",
    .description =
        "For anybody: needs no key. Ends with 0 if every signature holds. With a desk it also says "
        "whether the signers are its engineers, and ends with 65 if one is not.",
    .example = "safr-desk show 4711.safrreq",
    .options = options,
    .positional = {.name = "FILE", .least = 1, .most = 1, .complete = "file"},
    .run = show};

}  // namespace diag::desk
