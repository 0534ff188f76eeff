// SPDX-License-Identifier: Apache-2.0
// The site's people say yes or no.
#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "collectors/catalog.hpp"
#include "platform/digest.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

constexpr milliseconds longest_grant = std::chrono::days{366};

constexpr Option grant_options[] = {
    {.name = "--standing", .value = {}, .help = "say yes to requests of a kind, for a time"},
    {.name = "--collect",
     .value = "NAMES",
     .help = "with --standing: these collectors, parted by commas; default: all",
     .repeats = true},
    {.name = "--disclosure",
     .value = "LEVEL",
     .help = "with --standing: findings, or bundle as well; default: findings",
     .complete = "findings bundle"},
    {.name = "--hours",
     .value = "FROM-TO",
     .help = "with --standing: only then, local time; default: at all hours"},
    {.name = "--for", .value = "SPAN", .help = "with --standing: it expires; default: 7d"},
};

Result<std::vector<std::string>> collectors_of(const Invocation& invocation) {
    std::vector<std::string> names;
    for (const auto& given : invocation.values("--collect"))
        for (std::size_t from = 0; from <= given.size();) {
            const auto comma = std::min(given.find(',', from), given.size());
            names.push_back(given.substr(from, comma - from));
            from = comma + 1;
        }
    for (const auto& name : names)
        if (!collector_named(name))
            return Error{Fault::refused, "there is no collector '" + printable(name) +
                                             "'. See: safr-diag collectors"};
    if (names.empty())
        for (const auto* each : catalog()) names.emplace_back(each->id);
    return names;
}

Result<consent::StandingGrant> grant_from(const Invocation& invocation, Time now) {
    consent::StandingGrant grant{.id = uuid_v7(now), .by = who_decides(), .made = now};
    const auto span = duration_from(invocation.value("--for", "7d"));
    if (!span || *span > longest_grant)
        return Error{Fault::refused, "--for: expected a span up to 366d, such as 30d"};
    grant.until = now + *span;
    const auto disclosure = invocation.value("--disclosure", "findings");
    if (disclosure != "findings" && disclosure != "bundle")
        return Error{Fault::refused, "--disclosure: expected findings or bundle"};
    if (disclosure == "bundle") grant.disclosure = exchange::Disclosure::bundle;
    auto names = collectors_of(invocation);
    if (!names) return names.error();
    grant.collectors = std::move(*names);
    if (invocation.has("--hours")) {
        const auto hours = consent::hours_from(invocation.value("--hours"));
        if (!hours) return Error{Fault::refused, "--hours: " + hours.error().what};
        grant.from_minute = hours->first;
        grant.to_minute = hours->second;
    }
    return grant;
}

int grant_standing(const Invocation& invocation, const Reception& reception, Time now) {
    const auto grant = grant_from(invocation, now);
    if (!grant) return failure(grant.error());
    json::array collectors;
    for (const auto& name : grant->collectors) collectors.emplace_back(name);
    if (const auto said = record(reception.state, ledger::Kind::grant,
                                 {{"request", "standing grant " + grant->id},
                                  {"who", grant->by},
                                  {"until", to_text(grant->until)},
                                  {"collectors", std::move(collectors)},
                                  {"disclosure", exchange::name_of(grant->disclosure)}});
        !said)
        return failure(said.error());
    if (const auto kept = reception.grants.add(*grant); !kept) return failure(kept.error());
    return print("Standing grant " + grant->id + " until " + to_text(grant->until) +
                 ". Take it back with: " + command_here("safr-diag revoke " + grant->id) + "\n");
}

int run_grant(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    const auto now = system_clock().now();
    if (invocation.has("--standing")) {
        if (!invocation.positionals().empty())
            return failure(
                {Fault::refused, "a standing grant is for no single request: leave out the id"});
        return grant_standing(invocation, *reception, now);
    }
    for (const auto& option : grant_options)
        if (invocation.has(option.name))
            return failure({Fault::refused, std::string(option.name) +
                                                " belongs to --standing: one request is granted "
                                                "as it is, or not at all"});
    if (invocation.positionals().empty())
        return failure({Fault::refused,
                        "which request? " + command_here("safr-diag requests") + " lists them"});
    const auto asked = request_meant(*reception, invocation.positionals().front(), now);
    if (!asked) return failure(asked.error());
    const auto admitted = proven(*reception, asked->id, now);
    if (!admitted) return failure_of_document(admitted.error());
    if (const auto fits = hold_to_level(*reception, *admitted, now); !fits)
        return failure({fits.error().fault == Fault::refused ? Fault::denied : fits.error().fault,
                        fits.error().what});
    const auto granted =
        decide(*reception, asked->id, {Stage::waiting}, {Stage::granted, who_decides()}, now);
    if (!granted) return failure_of_document(granted.error());
    return print("Granted. The service carries it out; without one: " +
                 command_here("safr-diag run " + granted->id) + "\n");
}

int run_decline(const Invocation& invocation) {
    const auto reception = reception_of(invocation);
    if (!reception) return failure(reception.error());
    const auto now = system_clock().now();
    const auto asked = request_meant(*reception, invocation.positionals().front(), now);
    if (!asked) return failure(asked.error());
    const auto why = printable(invocation.value("--reason"));
    const auto declined = decide(*reception, asked->id, {Stage::waiting, Stage::granted},
                                 {Stage::declined, who_decides(), why}, now);
    if (!declined) return failure_of_document(declined.error());
    return print("Declined: " + declined->id + "\n");
}

constexpr Option reason_option[] = {
    {.name = "--reason", .value = "TEXT", .help = "why; stays on record, and support is sent it"},
};

}  // namespace

const Command grant_command{
    .name = "grant",
    .summary = "say yes to a request",
    .description =
        "Lets a waiting request run. With --standing no request is named: those that fit are "
        "granted without asking, until it expires or is revoked. Nothing granted here can go "
        "beyond what the configuration allows. Support is told that a request was granted, and the "
        "name of the account that did so.",
    .example =
        "safr-diag grant 019ab3c4\n"
        "safr-diag grant --standing --collect nfs,cameras --disclosure bundle --hours 20:00-06:00 "
        "--for 30d",
    .options = grant_options,
    .positional = {.name = "ID", .least = 0, .most = 1},
    .run = run_grant};

const Command decline_command{.name = "decline",
                              .summary = "say no to a request",
                              .description =
                                  "The request will not run, also when it was granted before. The "
                                  "reason stays on record with it. Support is sent the reason, and "
                                  "the name of the account that declines.",
                              .example = "safr-diag decline 019ab3c4 --reason \"not today\"",
                              .options = reason_option,
                              .positional = {.name = "ID", .least = 1, .most = 1},
                              .run = run_decline};

}  // namespace diag::commands
