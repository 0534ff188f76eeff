// SPDX-License-Identifier: Apache-2.0
// What engineers of this desk asked, and where it stands.
#include <unistd.h>

#include "desk/commands/agent_meant.hpp"
#include "desk/commands/beginnings.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/request_list.hpp"
#include "desk/commands/saying.hpp"
#include "platform/layout.hpp"
#include "platform/minute_text.hpp"
#include "platform/terminal.hpp"

namespace diag::desk {
namespace {

constexpr std::size_t widest_state = 48;

bool fits(const AskedBefore& each, const Invocation& invocation) {
    const auto is = [&](std::string_view option, const std::string& value) {
        return !invocation.has(option) || invocation.value(option) == value;
    };
    const bool pending = !each.standing.here && !is_over(each.standing);
    return is("--case", each.case_number) && (pending || !invocation.has("--pending"));
}

/// The list names agents by their id alone; where each is, the list of agents tells.
Result<> keep_agent(std::vector<AskedBefore>& all, DeskServer& server, const std::string& word) {
    const auto sites = sites_of_agents(server);
    if (!sites) return sites.error();
    keep_called(
        all, word, [](const AskedBefore& each) { return each.standing.agent; },
        [&](const AskedBefore& each) {
            const auto site = sites->find(each.standing.agent);
            return site == sites->end() ? std::string() : site->second;
        });
    return {};
}

std::string as_table(const std::vector<AskedBefore>& all, const Invocation& invocation) {
    if (all.empty())
        return "There is no such request. Ask a site with: " +
               next_at_server(invocation,
                              "request --agent NAME --collect COLLECTOR --reason TEXT") +
               "\n";
    std::vector<TableRow> rows{{"REQUEST", "STATE", "UNTIL", "CASE", "ASKED BY", "AGENT"}};
    for (const auto& each : all)
        rows.push_back({each.standing.id, cut_to(in_words(each.standing), widest_state),
                        minute_text(each.not_after), each.case_number, each.engineer,
                        each.standing.agent});
    return table(rows, 0, terminal_width(STDOUT_FILENO));
}

json::value as_json(const std::vector<AskedBefore>& all) {
    json::array list;
    for (const auto& each : all) list.push_back(each.as_told);
    return list;
}

int run_requests(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto server = desk_server(invocation, *home);
    if (!server) return failure(server.error());
    auto all = listed_requests(**server);
    if (!all) return server_failure(all.error());
    std::erase_if(*all, [&](const AskedBefore& each) { return !fits(each, invocation); });
    if (invocation.has("--agent"))
        if (const auto kept = keep_agent(*all, **server, invocation.value("--agent")); !kept)
            return server_failure(kept.error());
    return print(invocation.has("--json") ? json::write_pretty(as_json(*all))
                                          : as_table(*all, invocation));
}

constexpr Option options[] = {
    {.name = "--agent",
     .value = "NAME",
     .help = "to this agent only: its id, the beginning of it, or its site"},
    {.name = "--case", .value = "NUMBER", .help = "of this support case only"},
    {.name = "--pending", .value = {}, .help = "only those of which a bundle may still come"},
    url_option,
    desk_option,
    key_option,
    certificate_option,
    passphrase_option,
};

}  // namespace

const Command requests_command{
    .name = "requests",
    .summary = "what was asked of sites, and where it stands",
    .description =
        "Asks the desk's server for the requests it was handed, newest first: where each stands, "
        "until when its site may decide, for which case, who asked which agent. Requests that "
        "travelled as files are not among them. Follow one with safr-desk watch, get its bundle "
        "with safr-desk fetch: both take the id, or the beginning of it.",
    .example =
        "safr-desk requests --pending --desk /srv/desk\n"
        "safr-desk requests --case 4711 --desk /srv/desk --json",
    .options = options,
    .positional = {},
    .run = run_requests};

}  // namespace diag::desk
