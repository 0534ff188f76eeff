// SPDX-License-Identifier: Apache-2.0
// Who has a line to this desk, and what is the matter with them?
#include <unistd.h>

#include "agent/exchange/fields.hpp"
#include "desk/commands/commands.hpp"
#include "desk/commands/desk_server.hpp"
#include "desk/commands/keys.hpp"
#include "desk/commands/next.hpp"
#include "desk/commands/saying.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::desk {
namespace {

using exchange::time_from;

/// Five minutes: from there on times of logs mislead whoever compares two servers.
constexpr std::int64_t odd_clock_ms = 300'000;
/// Renewal begins 30 days before the end: fewer than 20 mean that it did not work.
constexpr std::chrono::days early_end{20};

std::string text_in(const json::value& agent, std::string_view key) {
    return printable(json::text_at(agent, key).value_or(""));
}

std::optional<Time> time_in(const json::value& agent, std::string_view key) {
    return time_from(json::text_at(agent, key).value_or(""));
}

std::string span_text(milliseconds span) {
    return whole_span_text(std::chrono::duration_cast<std::chrono::seconds>(span), SpanUnit::second,
                           SpanUnit::day);
}

std::string seen_text(const json::value& agent, Time now) {
    if (json::flag_at(agent, "online").value_or(false)) return "online";
    const auto seen = time_in(agent, "seen");
    if (!seen) return "never";
    return *seen >= now ? "just now" : span_text(now - *seen) + " ago";
}

/// "2 critical, 1 warning": kinds of findings, not how often each was found.
std::string findings_text(const json::value& agent) {
    if (!json::find(agent, "health") || json::find(agent, "health")->is_null()) return "not told";
    std::size_t critical = 0, warnings = 0;
    for (const auto& each : json::list_at(agent, "health.findings"))
        (json::text_at(each, "severity") == "critical" ? critical : warnings) += 1;
    if (critical + warnings == 0) return "none";
    std::string text;
    if (critical > 0) text = std::to_string(critical) + " critical";
    if (warnings > 0)
        text += (text.empty() ? "" : ", ") + std::to_string(warnings) +
                (warnings == 1 ? " warning" : " warnings");
    return text;
}

bool is_revoked(const json::value& agent) {
    return json::flag_at(agent, "revoked").value_or(false);
}

std::vector<std::string> warnings_of(const json::value& agent, Time now) {
    std::vector<std::string> warnings;
    const auto name = text_in(agent, "agent");
    const auto doubled = time_in(agent, "doubled");
    if (doubled && *doubled > Time{})
        warnings.push_back(name + ": two agents shared this identity at " + clock_text(*doubled) +
                           ": a server was copied. Remove the state directory of the copy and "
                           "enrol it by a token of its own");
    const auto ahead = json::integer_at(agent, "clock_ahead_ms").value_or(0);
    if (ahead > odd_clock_ms || ahead < -odd_clock_ms)
        warnings.push_back(name + ": its clock is " +
                           span_text(milliseconds{ahead > 0 ? ahead : -ahead}) +
                           (ahead > 0 ? " ahead" : " late") + ": see to time synchronisation");
    const auto until = time_in(agent, "certificate_until");
    if (is_revoked(agent)) return warnings;
    if (until && *until <= now)
        warnings.push_back(name + ": its certificate is over since " + clock_text(*until) +
                           ": enrol it again");
    else if (until && *until - now < early_end)
        warnings.push_back(name + ": its certificate ends in " + span_text(*until - now) +
                           " and was not renewed: is it online?");
    return warnings;
}

std::string as_text(const json::array& agents, const Invocation& invocation, Time now) {
    if (agents.empty())
        return "No agent is known yet. Let one in with: " +
               next_at_desk(invocation, "token --site NAME") + "\n";
    std::vector<TableRow> rows{{"SITE", "AGENT", "VERSION", "SEEN", "CERTIFICATE", "FINDINGS"}};
    std::string warnings;
    const bool colour = colour_wanted(STDOUT_FILENO);
    for (const auto& agent : agents) {
        const auto until = time_in(agent, "certificate_until");
        rows.push_back({text_in(agent, "site"), text_in(agent, "agent"), text_in(agent, "version"),
                        seen_text(agent, now),
                        is_revoked(agent) ? "revoked"
                        : until           ? to_text(*until).substr(0, 10)
                                          : "none",
                        findings_text(agent)});
        for (const auto& each : warnings_of(agent, now))
            warnings += (colour ? "\033[1;33mwarning\033[0m: " : "warning: ") + each + "\n";
    }
    return table(rows, 0, terminal_width(STDOUT_FILENO)) + (warnings.empty() ? "" : "\n") +
           warnings;
}

int run_agents(const Invocation& invocation) {
    const auto home = desk_asked_for(invocation);
    if (!home) return failure(home.error());
    const auto server = desk_server(invocation, *home);
    if (!server) return failure(server.error());
    const auto answer = (*server)->get("/v1/agents");
    if (!answer) return server_failure(answer.error());
    if (!answer->is_array())
        return failure({Fault::malformed, "the desk's server answered with no list of agents"});
    return print(invocation.has("--json")
                     ? json::write_pretty(*answer)
                     : as_text(answer->get_array(), invocation, system_clock().now()));
}

constexpr Option options[] = {url_option, desk_option, key_option, certificate_option,
                              passphrase_option};

}  // namespace

const Command agents_command{
    .name = "agents",
    .summary = "which agents this desk knows, and which are online",
    .description =
        "Asks the desk's server. For each agent: its site, version, whether it is online or when "
        "it "
        "was seen last, until when its certificate lasts or that it was revoked, and how many "
        "kinds of findings it told "
        "of, where its site allows that. Warns where two agents share one identity, where a clock "
        "is off by more than five minutes, and where a certificate was not renewed.",
    .example =
        "safr-desk agents --desk /srv/desk\n"
        "safr-desk agents --desk /srv/desk --json",
    .options = options,
    .positional = {},
    .run = run_agents};

}  // namespace diag::desk
