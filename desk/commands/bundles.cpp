// SPDX-License-Identifier: Apache-2.0
// What sites have sent.
#include <unistd.h>

#include "desk/commands/beginnings.hpp"
#include "desk/commands/bundle_list.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/saying.hpp"
#include "platform/layout.hpp"
#include "platform/minute_text.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

bool fits(const Listed& each, const Invocation& invocation) {
    const auto is = [&](std::string_view option, const std::string& value) {
        return !invocation.has(option) || invocation.value(option) == value;
    };
    return is("--case", each.case_number) && is("--site", each.site);
}

std::string as_table(const std::vector<Listed>& all) {
    if (all.empty()) return "No such bundle has arrived.\n";
    std::vector<TableRow> rows{{"BUNDLE", "SITE", "CASE", "SIZE", "ARRIVED", "AGENT"}};
    for (const auto& each : all)
        rows.push_back({each.bundle, printable(each.site), printable(each.case_number),
                        bytes_text(each.bytes), minute_text(each.arrived), printable(each.agent)});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::value as_json(const std::vector<Listed>& all) {
    json::array list;
    for (const auto& each : all) list.push_back(each.as_told);
    return list;
}

int run_bundles(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto server = desk_server(invocation, *home);
    if (!server) return failure(server.error());
    auto all = listed_bundles(**server);
    if (!all) return server_failure(all.error());
    std::erase_if(*all, [&](const Listed& each) { return !fits(each, invocation); });
    if (invocation.has("--agent"))
        keep_called(
            *all, invocation.value("--agent"), [](const Listed& each) { return each.agent; },
            [](const Listed& each) { return each.site; });
    return print(invocation.has("--json") ? json::write_pretty(as_json(*all)) : as_table(*all));
}

constexpr Option options[] = {
    {.name = "--agent",
     .value = "NAME",
     .help = "of this agent only: its id, the beginning of it, or its site"},
    {.name = "--site", .value = "NAME", .help = "of this site only"},
    {.name = "--case", .value = "NUMBER", .help = "of this support case only"},
    url_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command bundles_command{.name = "bundles",
                              .summary = "which bundles sites have sent",
                              .description =
                                  "Asks the desk's server for the bundles that have arrived whole, "
                                  "newest first. Get one with "
                                  "safr-desk fetch.",
                              .example =
                                  "safr-desk bundles --desk /srv/desk\n"
                                  "safr-desk bundles --case 4711 --desk /srv/desk --json",
                              .options = options,
                              .positional = {},
                              .run = run_bundles};

}  // namespace diag::desk
