// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/record.hpp"

#include <system_error>

#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "agent/ledger/ledger.hpp"
#include "platform/log.hpp"

namespace diag::commands {

Result<> record(const std::filesystem::path& state, ledger::Kind kind, json::object data) {
    if (const auto marked = config::mark_state(state); !marked) return marked.error();
    auto identity = exchange::agent_identity(state);
    if (!identity) return identity.error();
    auto ledger = ledger::Ledger::open(state, std::move(*identity));
    if (!ledger && ledger.error().fault == Fault::malformed)
        return Error{Fault::malformed,
                     ledger.error().what + "; see: " + command_here("safr-diag ledger verify")};
    if (!ledger) return ledger.error();
    const auto written = ledger->append(kind, std::move(data));
    if (!written) return Error{written.error().fault, "the ledger: " + written.error().what};
    return {};
}

namespace {

json::object begun(const collect::Order& order, const collect::Parcel& parcel,
                   const std::string& request) {
    json::array collectors, recipients;
    for (const auto* each : order.collectors) collectors.emplace_back(each->id);
    for (const auto& each : parcel.recipients) recipients.emplace_back(each.fingerprint());
    json::object data{{"state", "begun"},
                      {"what", request.empty() ? "collect" : "request"},
                      {"who", who_decides()},
                      {"collectors", std::move(collectors)},
                      {"since", to_text(order.scope.since)},
                      {"until", to_text(order.scope.until)},
                      {"case", parcel.notes.number},
                      {"recipients", std::move(recipients)}};
    if (!request.empty()) data["request"] = request;
    if (parcel.screenshots.empty()) return data;
    json::array agreed;
    for (const auto& each : parcel.screenshots)
        if (each.agreed) agreed.emplace_back(each.sha256);
    data["screenshots"] = {{"named", parcel.screenshots.size()}, {"agreed", agreed.size()}};
    if (!agreed.empty()) data["agreed"] = std::move(agreed);
    return data;
}

json::object made(const collect::Order& order, const collect::Parcel& parcel,
                  const collect::Receipt& receipt, const std::string& request) {
    json::object outcomes, redactions;
    for (const auto& chapter : receipt.story.chapters)
        outcomes[chapter.collector] = exchange::name_of(chapter.outcome.ending);
    for (const auto& [kind, count] : receipt.story.redactions) redactions[kind] = count;
    json::object data{{"bundle", receipt.story.bundle_id},
                      {"bytes", receipt.bytes},
                      {"request", request},
                      {"path", receipt.path.native()},
                      {"disclosure", parcel.findings_only ? "findings" : "bundle"},
                      {"since", to_text(order.scope.since)},
                      {"until", to_text(order.scope.until)},
                      {"outcomes", std::move(outcomes)},
                      {"redactions", std::move(redactions)}};
    json::array pictures;
    for (const auto& each : receipt.story.contents.entries)
        if (!each.picture.empty() && !each.path.empty()) pictures.emplace_back(each.sha256);
    if (pictures.empty()) return data;
    data["pictures"] = pictures.size();
    data["picture_digests"] = std::move(pictures);
    return data;
}

}  // namespace

Result<collect::Receipt> collect_on_record(const collect::Order& order,
                                           const collect::Parcel& parcel,
                                           const std::string& request, run::Watcher& watcher) {
    if (const auto said = record(order.state, ledger::Kind::run, begun(order, parcel, request));
        !said)
        return said.error();
    auto receipt = collect::collect(order, parcel, watcher);
    if (!receipt) {
        const auto said =
            record(order.state, ledger::Kind::run,
                   {{"state", "ended"}, {"request", request}, {"why", receipt.error().what}});
        if (!said) log::warning(said.error().what);
        return receipt;
    }
    const auto said =
        record(order.state, ledger::Kind::bundle, made(order, parcel, *receipt, request));
    if (said) return receipt;
    std::error_code ignored;
    std::filesystem::remove(receipt->path, ignored);
    return said.error();
}

}  // namespace diag::commands
