// SPDX-License-Identifier: Apache-2.0
// What waits on this server, and what was sent.
#include "agent/spool/spool.hpp"

#include <unistd.h>

#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

json::value as_json(const std::vector<Spooled>& all) {
    json::array list;
    for (const auto& each : all)
        list.push_back(json::object{{"bundle", each.bundle_id},
                                    {"state", name_of(each.shelf)},
                                    {"bytes", each.bytes},
                                    {"written", to_text(each.written)},
                                    {"path", each.path.native()}});
    return list;
}

std::string as_table(const std::vector<Spooled>& all) {
    if (all.empty())
        return "The spool is empty. Make a bundle with: " +
               command_here("safr-diag collect --to CERT") + "\n";
    std::vector<TableRow> rows{{"BUNDLE", "STATE", "SIZE", "WRITTEN"}};
    for (const auto& each : all)
        rows.push_back({each.bundle_id, std::string(name_of(each.shelf)), bytes_text(each.bytes),
                        to_text(each.written).substr(0, 19) + "Z"});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

int spool(const Invocation& invocation) {
    const auto state = record_directory_of(invocation);
    if (!state) return failure(state.error());
    // On a full disk this is what removes bundles.
    if (const auto marked = config::mark_state(*state);
        !marked && marked.error().fault != Fault::full)
        return failure(marked.error());
    auto spool = Spool::open(*state);
    if (!spool) return failure(spool.error());
    if (invocation.has("--remove")) {
        const auto removed = spool->remove(invocation.value("--remove"));
        if (!removed && removed.error().fault == Fault::absent)
            return failure({Fault::absent,
                            removed.error().what + "; see: " + command_here("safr-diag spool")});
        if (!removed) return failure(removed.error());
    }
    const auto all = spool->list();
    if (!all) return failure(all.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(*all)) : as_table(*all));
}

constexpr Option options[] = {
    {.name = "--remove", .value = "BUNDLE", .help = "remove this one bundle, sent or not"},
};

}  // namespace

const Command spool_command{
    .name = "spool",
    .summary = "what waits on this server and what was sent",
    .description =
        "Lists the bundles on this server, oldest first. A bundle stays until it was "
        "sent or until somebody removes it by its id: nothing is cleaned up silently.",
    .example =
        "safr-diag spool\n"
        "safr-diag spool --remove 019ab3c4-5d6e-7f80-9123-456789abcdef",
    .options = options,
    .positional = {},
    .run = spool};

}  // namespace diag::commands
