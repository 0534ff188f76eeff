// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/serve_site.hpp"

#include <algorithm>

#include "agent/commands/certifying.hpp"
#include "agent/commands/leaving.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/running.hpp"
#include "agent/commands/sending.hpp"
#include "agent/commands/taking.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/ledger/checkpoint.hpp"
#include "agent/ledger/ledger.hpp"
#include "platform/digest.hpp"
#include "platform/lifetime.hpp"
#include "platform/log.hpp"

namespace diag::commands {
namespace {

using consent::Stage;

constexpr std::size_t most_remembered = 1000;
constexpr milliseconds records_kept{std::chrono::days{400}};

/// Whether this very document is on record already: then its stage is the answer, whatever proving
/// it once more would say.
bool on_record(const Reception& reception, const std::string& id, const std::string& document) {
    const auto kept = reception.asked.document(id);
    return kept && sha256_hex(*kept) == sha256_hex(document);
}

/// Those whose age is not sure, whatever the clock says.
std::vector<std::string> young_among(const consent::AskedRequests& asked, Time now) {
    const auto all = asked.list(now);
    std::vector<Lifetime> lifetimes;
    for (const auto& each : all ? *all : std::vector<consent::Asked>{})
        lifetimes.push_back({each.changed, each.changed});
    const auto old = surely_old(lifetimes, records_kept, now);
    std::vector<std::string> young;
    for (std::size_t i = 0; i < old.size(); ++i)
        if (!old[i]) young.push_back((*all)[i].id);
    return young;
}

bool open(const consent::Asked& asked) {
    return asked.stage == Stage::waiting || asked.stage == Stage::granted;
}

}  // namespace

Result<Reception> ServedSite::reception() const {
    auto asked = consent::AskedRequests::open(state_);
    if (!asked) return asked.error();
    auto grants = consent::Grants::open(state_);
    if (!grants) return grants.error();
    return Reception{*config_, state_, std::move(*asked), std::move(*grants)};
}

Result<service::Sight> ServedSite::look() const {
    const auto here = reception();
    if (!here) return here.error();
    const auto all = here->asked.list(system_clock().now());
    if (!all) return all.error();
    auto spool = Spool::open(state_);
    if (!spool) return spool.error();
    const auto bundles = spool->list();
    if (!bundles) return bundles.error();
    remove_forbidden(state_, *spool, *bundles, *all);
    service::Sight sight;
    for (const auto& each : *all) {
        const bool may_run = each.stage == Stage::running || each.stage == Stage::granted;
        sight.requests.push_back(
            {each, service::told_of(state_, each.id), may_run && is_carried_out(state_, each.id)});
    }
    for (const auto& each : *bundles)
        if (each.shelf == Shelf::ready && may_leave(each, *all) == Leave::yes)
            sight.bundles.push_back({each.bundle_id, !refusal_of(state_, each.bundle_id).empty()});
    sight.withdrawn = withdrawn_bundles(state_, *spool);
    return sight;
}

/// Said again to a desk that asks again, without another entry on the ledger.
std::optional<std::string> ServedSite::refused_still(const Reception& here,
                                                     const std::string& document) const {
    if (!refused_.contains(sha256_hex(document))) return {};
    const auto trust = exchange::trust_in(state_ / "trust");
    const auto rules = site_rules(here);
    if (!trust || !rules) return {};
    const auto admitted = consent::admit(document, *trust, *rules, system_clock().now());
    if (admitted || !turned_down(admitted.error())) return {};
    return admitted.error().what;
}

/// Turned down: on the ledger, unless there were too many of late, and then the desk hears of it.
service::Received ServedSite::refuse(const Reception& here, const std::string& document,
                                     const std::string& id, const std::string& why) {
    tell_refusals();
    if (refusals_.counts(system_clock().uptime())) {
        if (const auto said = record_refusal(here, document, why); !said) {
            log::warning("a request could not be dealt with: " + said.error().what);
            return {};
        }
        if (id.empty()) log::warning("a request that cannot be read is refused: " + why);
    }
    if (refused_.size() < most_remembered) refused_.insert(sha256_hex(document));
    return {.request = id, .refused = why};
}

service::Received ServedSite::receive(const std::string& document) {
    const auto here = reception();
    if (!here) {
        log::warning(here.error().what);
        return {};
    }
    const auto read = id_in(document);
    const auto id = read ? *read : std::string();
    if (!id.empty() && on_record(*here, id, document) && !here->asked.unsettled(id))
        return {.request = id, .refused = {}};
    if (const auto why = refused_still(*here, document)) return {.request = id, .refused = *why};
    const auto taken = take_in(*here, document, system_clock().now(), OnRefusal::leave);
    if (taken) return {.request = taken->asked.id, .refused = {}};
    if (turned_down(taken.error())) return refuse(*here, document, id, taken.error().what);
    log::warning("a request could not be dealt with: " + taken.error().what);
    return {};
}

void ServedSite::settle_requests() const {
    const auto here = reception();
    const auto now = system_clock().now();
    const auto all = here ? here->asked.list(now) : here.error();
    if (!all) return log::warning(all.error().what);
    for (const auto& each : *all) {
        if (each.stage != Stage::waiting || !here->asked.unsettled(each.id)) continue;
        const auto document = here->asked.document(each.id);
        const auto taken =
            document ? take_in(*here, *document, now, OnRefusal::leave) : document.error();
        if (taken) continue;
        log::warning("request " + each.id + " is not dealt with: " + taken.error().what);
        // It may be tried again at the next start; what is declined for good is on the ledger.
        const auto after = here->asked.get(each.id, now);
        if (!document || !after || after->stage != Stage::declined) continue;
        const auto said = record_refusal(*here, *document, taken.error().what);
        if (!said) log::warning(said.error().what);
    }
}

void ServedSite::tell_refusals(bool end) {
    const auto count = refusals_.untold(system_clock().uptime(), end);
    if (count == 0) return;
    const auto said = record(state_, ledger::Kind::refusal,
                             {{"request", std::to_string(count) + " more requests over the line"},
                              {"why", "more were refused in one hour than are told one by one"}});
    if (!said) return log::warning(said.error().what);
    refusals_.told();
}

void ServedSite::keep_told(const std::string& id, const service::Told& told) const {
    if (const auto kept = service::keep_told(state_, id, told); !kept)
        log::warning(kept.error().what);
}

bool ServedSite::fail_run(const std::string& id, const std::string& why) const {
    const auto here = reception();
    const auto now = system_clock().now();
    const auto asked = here ? here->asked.get(id, now) : here.error();
    // Its own process may have said how it ended.
    if (!asked || asked->stage != Stage::running) return false;
    if (const auto said =
            record(state_, ledger::Kind::run, {{"state", "ended"}, {"request", id}, {"why", why}});
        !said)
        log::warning(said.error().what);
    return static_cast<bool>(
        here->asked.change(id, {Stage::running}, {Stage::failed, "safr-diag", why}, now));
}

bool ServedSite::decline(const std::string& id, const std::string& why) const {
    const auto here = reception();
    if (!here) return false;
    const auto declined =
        decide(*here, id, {Stage::waiting, Stage::granted},
               {Stage::declined, "the rules of requests", why}, system_clock().now());
    if (!declined) log::warning(declined.error().what);
    return static_cast<bool>(declined);
}

void ServedSite::take_revocations(const std::string& list) const {
    const auto taken = take_list(state_, list, "the desk");
    if (!taken) return log::warning("the desk's revocation list: " + taken.error().what);
    if (!*taken) return;
    log::detail("a newer revocation list is in force");
    decline_fallen();
}

void ServedSite::decline_fallen() const {
    const auto here = reception();
    const auto now = system_clock().now();
    const auto all = here ? here->asked.list(now) : here.error();
    if (!all) return log::warning(all.error().what);
    for (const auto& each : *all) {
        if (!open(each)) continue;
        const auto holds = proven(*here, each.id, now);
        if (!holds && turned_down(holds.error())) decline(each.id, holds.error().what);
        if (!holds) continue;
        const auto fits = hold_to_level(*here, *holds, now);
        if (!fits) log::warning("request " + each.id + " is declined: " + fits.error().what);
    }
}

void ServedSite::forget_old() const {
    const auto now = system_clock().now();
    for (const char* memory : {"seen", "ran"}) {
        const auto seen = consent::Seen::open(state_ / memory);
        const auto forgotten = seen ? seen->forget(now) : seen.error();
        if (!forgotten) log::warning(forgotten.error().what);
    }
    const auto here = reception();
    const auto spool = Spool::open(state_);
    const auto bundles = spool ? spool->list() : spool.error();
    if (!here || !bundles) return;
    // By its request is known whether a bundle may leave.
    std::vector<std::string> wanted;
    for (const auto& each : *bundles)
        if (each.shelf != Shelf::sent) wanted.push_back(each.request);
    for (auto& id : young_among(here->asked, now)) wanted.push_back(std::move(id));
    const auto forgotten = here->asked.forget(now - records_kept, wanted, now);
    if (!forgotten) log::warning(forgotten.error().what);
}

std::string ServedSite::checkpoint() const {
    auto identity = exchange::agent_identity(state_);
    auto ledger = identity ? ledger::Ledger::open(state_, std::move(*identity)) : identity.error();
    const auto document = ledger ? ledger->checkpoint() : ledger.error();
    if (document) return *document;
    if (document.error().fault != Fault::absent)
        log::warning("no checkpoint of the ledger: " + document.error().what);
    return {};
}

/// Whether a desk that our trust vouches for signed it, beside us.
Result<> ServedSite::by_our_desk(const std::string& document) const {
    const auto proof = ledger::proof_from(document);
    if (!proof) return proof.error();
    const auto trust = exchange::trust_in(state_ / "trust");
    if (!trust) return trust.error();
    for (const auto& signer : proof->signers)
        if (exchange::believed(signer, Role::desk, *trust, system_clock().now())) return {};
    return Error{Fault::refused, "no desk that this site believes has signed it"};
}

void ServedSite::take_checkpoint(const std::string& document) const {
    auto identity = exchange::agent_identity(state_);
    auto ledger = identity ? ledger::Ledger::open(state_, std::move(*identity)) : identity.error();
    if (!ledger) return log::warning(ledger.error().what);
    const auto ours = by_our_desk(document);
    const auto kept = ours ? ledger->countersigned(document) : ours.error();
    if (!kept) return log::warning("a checkpoint that came back is left: " + kept.error().what);
    log::detail("the desk countersigned the ledger's checkpoint");
}

Result<service::Terms> ServedSite::terms() const {
    const auto identity = exchange::agent_identity(state_);
    if (!identity) return identity.error();
    const auto trust = exchange::trust_in(state_ / "trust");
    if (!trust) return trust.error();
    const auto& certificate = identity->certificate;
    if (!certificate.issued_by(trust->authority))
        return Error{Fault::absent, "the desk has given this agent no certificate yet"};
    service::Terms terms{.health = config_->consent.health && config_->consent.level != "none",
                         .health_every = config_->serve.health_every,
                         .always = config_->desk.upload_hours.empty(),
                         .certified = certificate.not_before(),
                         .certified_until = certificate.not_after()};
    if (const auto hours = consent::hours_from(config_->desk.upload_hours)) {
        terms.from_minute = hours->first;
        terms.to_minute = hours->second;
    }
    return terms;
}

}  // namespace diag::commands
