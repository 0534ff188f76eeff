// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/asking.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "agent/commands/command_here.hpp"
#include "agent/commands/desk_line.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "collectors/catalog.hpp"
#include "platform/accounts.hpp"
#include "platform/digest.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t passwd_limit = 1 << 20;
constexpr std::int64_t smallest_log = 4096;

/// A number that a request may lower and never raise.
struct Knob {
    std::string_view key;
    std::int64_t least;
    std::int64_t (*read)(const config::Config&);
    void (*write)(config::Config&, std::int64_t);
};

template <auto member, auto of>
constexpr Knob count_knob(std::string_view key, std::int64_t least) {
    return {
        key, least,
        [](const config::Config& config) { return static_cast<std::int64_t>(config.*of.*member); },
        [](config::Config& config, std::int64_t value) {
            config.*of.*member = static_cast<std::uint64_t>(value);
        }};
}

constexpr Knob knobs[] = {
    {"cameras.play", 0,
     [](const config::Config& config) { return std::int64_t{config.cameras.play.count()}; },
     [](config::Config& config, std::int64_t value) { config.cameras.play = milliseconds{value}; }},
    count_knob<&CameraSettings::at_once, &config::Config::cameras>("cameras.at_once", 1),
    count_knob<&CameraSettings::play_at_once, &config::Config::cameras>("cameras.play_at_once", 1),
    count_knob<&config::Logs::file_limit, &config::Config::logs>("logs.file_limit", smallest_log),
    count_knob<&config::Logs::total_limit, &config::Config::logs>("logs.total_limit", smallest_log),
};

consent::Ceiling ceiling_of(const config::Config& config) {
    if (config.consent.level == "none") return consent::Ceiling::none;
    return config.consent.level == "findings" ? consent::Ceiling::findings
                                              : consent::Ceiling::bundle;
}

std::string account_name(uid_t uid) {
    const auto passwd = system_files().read("/etc/passwd", passwd_limit);
    if (!passwd) return {};
    for (const auto& account : accounts_in(*passwd))
        if (account.uid == std::to_string(uid)) return printable(account.name);
    return {};
}

}  // namespace

Result<Reception> reception_of(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return config.error();
    const auto language = language_of(invocation, *config);
    if (!language) return language.error();
    const auto state = record_directory_of(invocation);
    if (!state) return state.error();
    if (const auto marked = config::mark_state(*state); !marked) return marked.error();
    auto asked = consent::AskedRequests::open(*state);
    if (!asked) return asked.error();
    auto grants = consent::Grants::open(*state);
    if (!grants) return grants.error();
    return Reception{std::move(*config), *state, std::move(*asked), std::move(*grants), *language};
}

Result<consent::SiteRules> site_rules(const Reception& reception) {
    const auto identity = exchange::agent_identity(reception.state);
    if (!identity) return identity.error();
    consent::SiteRules rules{.agent = identity->certificate.name(),
                             .site = reception.config.site.name,
                             .two_signatures = reception.config.consent.two_signatures,
                             .most_bytes = reception.config.collect.max_bytes,
                             .longest_run = reception.config.collect.deadline};
    for (const auto* collector : catalog()) rules.collectors.emplace_back(collector->id);
    for (const auto& knob : knobs)
        rules.parameters.push_back(
            {std::string(knob.key), knob.least, knob.read(reception.config)});
    return rules;
}

config::Config with_parameters(config::Config config, const exchange::Request& request) {
    for (const auto& knob : knobs) {
        const auto asked = request.parameters.find(knob.key);
        if (asked != request.parameters.end()) knob.write(config, asked->second);
    }
    return config;
}

Result<consent::Asked> request_meant(const Reception& reception, std::string_view id, Time now) {
    auto asked = reception.asked.get(id, now);
    if (asked || asked.error().fault != Fault::absent) return asked;
    return Error{Fault::absent,
                 asked.error().what + "; those there are: " + command_here("safr-diag requests")};
}

Result<consent::Admitted> proven(const Reception& reception, const std::string& id, Time now) {
    const auto document = reception.asked.document(id);
    if (!document) return document.error();
    const auto trust = desk_believed(reception.state);
    if (!trust) return trust.error();
    const auto rules = site_rules(reception);
    if (!rules) return rules.error();
    return consent::admit(*document, *trust, *rules, now);
}

Result<> within_level(const Reception& reception, const consent::Admitted& admitted) {
    return consent::within(ceiling_of(reception.config), admitted.request);
}

Result<> hold_to_level(const Reception& reception, const consent::Admitted& admitted, Time now) {
    using consent::Stage;
    const auto fits = within_level(reception, admitted);
    if (fits) return {};
    const auto declined =
        decide(reception, admitted.request.id, {Stage::waiting, Stage::granted},
               {Stage::declined, "the configuration of this site", fits.error().what}, now);
    if (!declined && declined.error().fault != Fault::refused) return declined.error();
    return fits;
}

namespace {

/// On record, and from now on seen. Only what was seen before is declined for good: a full disk is
/// no fault of the request.
Result<Received> claimed(const Reception& reception, Received received, const consent::Seen& seen,
                         Time now) {
    const auto first = consent::claim(received.admitted, seen, now);
    // A crash came between its claim and what follows it: the claim is its own.
    const bool its_own = received.came_before && seen.knows(received.asked.id);
    if (first || its_own) return received;
    if (first.error().fault != Fault::refused) return first.error();
    const auto declined = reception.asked.change(
        received.asked.id, {consent::Stage::waiting},
        {consent::Stage::declined, "the rules of requests", first.error().what}, now);
    if (!declined) return declined.error();
    reception.asked.settle(received.asked.id);
    return first.error();
}

/// Of one that is on record: whether its arrival was dealt with to the end.
Result<bool> settled(const Reception& reception, const consent::Asked& known,
                     const consent::Admitted& again) {
    const auto kept = reception.asked.document(known.id);
    if (!kept) return kept.error();
    if (sha256_hex(*kept) != again.sha256)
        return Error{Fault::refused, "another request of this id was here before"};
    return known.stage != consent::Stage::waiting || !reception.asked.unsettled(known.id);
}

}  // namespace

Result<Received> receive(const Reception& reception, std::string_view document, Time now) {
    const auto trust = desk_believed(reception.state);
    if (!trust) return trust.error();
    const auto rules = site_rules(reception);
    if (!rules) return rules.error();
    auto again = consent::admit(document, *trust, *rules, now);
    if (!again) return again.error();
    const auto known = reception.asked.get(again->request.id, now);
    if (!known && known.error().fault != Fault::absent) return known.error();
    if (known) {
        const auto done = settled(reception, *known, *again);
        if (!done) return done.error();
        if (*done) return Received{std::move(*again), *known};
    }
    const auto seen = consent::Seen::open(reception.state / "seen");
    if (!seen) return seen.error();
    if (const auto holds = seen->clock_holds(now); !holds) return holds.error();
    // On record before it counts as seen: a power cut between the two must not lose it.
    const auto asked = known ? known : reception.asked.add(document, *again, now);
    if (!asked) return asked.error();
    return claimed(reception, {std::move(*again), *asked, true, static_cast<bool>(known)}, *seen,
                   now);
}

Result<consent::Asked> decide(const Reception& reception, const std::string& id,
                              std::initializer_list<consent::Stage> from,
                              const consent::Change& change, Time now) {
    const auto asked = reception.asked.get(id, now);
    if (!asked) return asked.error();
    if (std::ranges::find(from, asked->stage) != from.end()) {
        const auto kind = change.to == consent::Stage::granted   ? ledger::Kind::grant
                          : change.to == consent::Stage::revoked ? ledger::Kind::revoke
                                                                 : ledger::Kind::decline;
        const auto said = record(reception.state, kind,
                                 {{"request", id}, {"who", change.by}, {"why", change.why}});
        if (!said) return said.error();
    }
    return reception.asked.change(id, from, change, now);
}

Result<consent::Asked> answer_by_rules(const Reception& reception,
                                       const consent::Admitted& admitted, consent::Asked asked,
                                       Time now) {
    using consent::Stage;
    if (asked.stage != Stage::waiting) return asked;
    const auto grants = reception.grants.list(now);
    if (!grants) return grants.error();
    const auto said = consent::verdict(admitted.request, ceiling_of(reception.config), *grants, now,
                                       consent::minute_of_day(now));
    switch (said.is) {
        case consent::Verdict::Is::ask:
            return asked;
        case consent::Verdict::Is::granted:
            return decide(reception, asked.id, {Stage::waiting}, {Stage::granted, said.by}, now);
        case consent::Verdict::Is::never:
            return decide(reception, asked.id, {Stage::waiting},
                          {Stage::declined, "the configuration of this site", said.why}, now);
    }
    return asked;
}

std::string who_decides() {
    const auto uid = ::geteuid();
    const auto name = account_name(uid);
    auto text = (name.empty() ? std::string("somebody") : name) + " (uid " + std::to_string(uid);
    if (const char* sudo = std::getenv("SUDO_USER"); uid == 0 && sudo)
        text += ", as " + printable(sudo).substr(0, 64) + " by sudo";
    return text + ")";
}

}  // namespace diag::commands
