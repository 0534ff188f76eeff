// SPDX-License-Identifier: Apache-2.0
// What support asked of this site, and what became of it.
#include <unistd.h>

#include "agent/commands/asking.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/requests_list.hpp"
#include "agent/commands/requests_page.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/setting.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

json::value as_json(const consent::StandingGrant& grant) {
    json::array collectors;
    for (const auto& name : grant.collectors) collectors.emplace_back(name);
    return {{"id", grant.id},
            {"by", grant.by},
            {"until", to_text(grant.until)},
            {"disclosure", exchange::name_of(grant.disclosure)},
            {"collectors", std::move(collectors)},
            {"from_minute", grant.from_minute},
            {"to_minute", grant.to_minute}};
}

std::string clock_text(unsigned minute) {
    const auto two = [](unsigned number) {
        return (number < 10 ? "0" : "") + std::to_string(number);
    };
    return two(minute / 60) + ":" + two(minute % 60);
}

std::string as_lines(const std::vector<consent::StandingGrant>& grants) {
    std::string text;
    for (const auto& grant : grants) {
        std::string names;
        for (const auto& name : grant.collectors) names += (names.empty() ? "" : ", ") + name;
        text += "\nStanding grant " + grant.id + " by " + grant.by + ": " + names + " (" +
                std::string(name_of(grant.disclosure)) + "), " + clock_text(grant.from_minute) +
                " to " + clock_text(grant.to_minute) + ", until " + to_text(grant.until) + "\n";
    }
    return text;
}

int show_one(const Invocation& invocation, const Reception& reception, Time now) {
    const auto asked = request_meant(reception, invocation.positionals().front(), now);
    if (!asked) return failure(asked.error());
    if (invocation.has("--json"))
        return print(json::write_pretty(as_json(listed(reception, *asked))));
    // One that no longer holds is still worth showing: why is part of it.
    const auto admitted = proven(reception, asked->id, now);
    std::string text =
        admitted ? question(reception, *admitted)
                 : "Request " + asked->id + "\n  does not hold: " + admitted.error().what + "\n";
    if (!asked->granted_by.empty() && asked->stage != consent::Stage::granted)
        text += "  granted  " + to_text(asked->granted) + " by " + asked->granted_by + "\n";
    text += "  stage    " + std::string(name_of(asked->stage)) + ", since " +
            to_text(asked->changed) + (asked->by.empty() ? "" : " by " + asked->by) +
            (asked->why.empty() ? "" : ": " + asked->why) + "\n";
    if (!asked->bundle.empty()) text += "  bundle   " + asked->bundle + "\n";
    return print(text);
}

int run_requests(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    if (invocation.has("--page")) return serve_requests_page(invocation, *reception);
    const auto now = system_clock().now();
    if (!invocation.positionals().empty()) return show_one(invocation, *reception, now);
    const auto all = reception->asked.list(now);
    if (!all) return failure(all.error());
    const auto grants = reception->grants.list(now);
    if (!grants) return failure(grants.error());
    std::vector<Listed> told;
    for (const auto& each : *all) told.push_back(listed(*reception, each));
    if (!invocation.has("--json"))
        return print(as_list(told, terminal_width(STDOUT_FILENO)) + as_lines(*grants));
    json::array requests, standing;
    for (const auto& each : told) requests.push_back(as_json(each));
    for (const auto& each : *grants) standing.push_back(as_json(each));
    return print(json::write_pretty(
        {{"requests", std::move(requests)}, {"standing_grants", std::move(standing)}}));
}

constexpr Option options[] = {
    {.name = "--page",
     .value = {},
     .help = "ask in a browser on this machine: prints a link that works once"},
    {.name = "--for",
     .value = "SPAN",
     .help = "with --page: how long it is there at most",
     .fallback = "10m"},
    lang_option};

}  // namespace

const Command requests_command{
    .name = "requests",
    .summary = "what support asked of this site, and what became of it",
    .description =
        "Lists requests, oldest first: who asks, why, until when, who said yes or no and when; and "
        "the "
        "standing grants in force. With an id (or its beginning) shows one: also exactly what, how "
        "much, and for whom.\n\n"
        "With --page those that wait, or the one that is named, are asked about in a browser on "
        "this machine: the link that is printed works once, for one browser, and the page ends "
        "with the last answer. From another machine: ssh -L PORT:127.0.0.1:PORT, with the link's "
        "port.",
    .example =
        "safr-diag requests\n"
        "safr-diag requests 019ab3c4\n"
        "safr-diag requests --page --for 30m",
    .options = options,
    .positional = {.name = "ID", .least = 0, .most = 1},
    .run = run_requests};

}  // namespace diag::commands
