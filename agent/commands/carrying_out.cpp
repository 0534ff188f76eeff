// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/carrying_out.hpp"

#include <algorithm>

#include "agent/collect/redaction.hpp"
#include "agent/commands/parcel.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/redact/case_key.hpp"
#include "platform/interrupt.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

Result<collect::Order> order_of(const Invocation& invocation, const Reception& reception,
                                const exchange::Request& request) {
    return order_for(invocation, with_parameters(reception.config, request),
                     {request.collectors, request.since, request.until,
                      std::min(request.span, reception.config.collect.deadline)});
}

/// For those the request names, and those the site pinned itself.
Result<std::vector<Certificate>> recipients_of(const Reception& reception,
                                               const exchange::Request& request, Time now) {
    auto all = request.recipients;
    for (const auto& file : reception.config.collect.recipients) {
        auto ours = exchange::recipient_from_file(file, now);
        if (!ours) return ours.error();
        const bool named = std::ranges::any_of(
            all, [&](const auto& each) { return each.fingerprint() == ours->fingerprint(); });
        if (!named) all.push_back(std::move(*ours));
    }
    return all;
}

Result<collect::Parcel> parcel_of(const Invocation& invocation, const Reception& reception,
                                  const exchange::Request& request, const collect::Order& order,
                                  Time now) {
    auto recipients = recipients_of(reception, request, now);
    if (!recipients) return recipients.error();
    std::optional<std::filesystem::path> out;
    if (invocation.has("--out")) out = std::filesystem::absolute(invocation.value("--out"));
    auto limits = limits_of(reception.config, order, out);
    if (!limits) return limits.error();
    limits->bundle_bytes = std::min(limits->bundle_bytes, request.bytes);
    const auto case_name = request.case_number.empty() ? request.id : request.case_number;
    const auto key = redact::case_key(order.state, case_name);
    if (!key) return key.error();
    collect::Parcel parcel{.recipients = std::move(*recipients), .limits = *limits, .key = *key};
    parcel.case_name = case_name;
    parcel.request = request.id;
    parcel.notes.number = request.case_number;
    parcel.notes.problem = request.reason;
    parcel.findings_only = request.disclosure == exchange::Disclosure::findings;
    parcel.out = out;
    return parcel;
}

/// Where our own service reads how far it is; -1: nobody does.
Result<int> progress_descriptor(const Invocation& invocation) {
    constexpr std::uint64_t most = 1023;
    if (!invocation.has("--progress-to")) return -1;
    const auto number = natural(invocation.value("--progress-to"));
    if (!number || *number > most)
        return Error{Fault::refused, "--progress-to: expected an open descriptor's number"};
    return static_cast<int>(*number);
}

}  // namespace

Result<consent::Admitted> prove_again(const Reception& reception, const std::string& id, Time now) {
    auto admitted = proven(reception, id, now);
    if (!admitted) return admitted;
    if (const auto fits = within_level(reception, *admitted); !fits) return fits.error();
    const auto ran = consent::Seen::open(reception.state / "ran");
    if (!ran) return ran.error();
    if (const auto holds = ran->clock_holds(now); !holds) return holds.error();
    if (const auto first = consent::claim_run(*admitted, *ran, now); !first) return first.error();
    return admitted;
}

Result<collect::Receipt> carry_out(const Invocation& invocation, const Reception& reception,
                                   const consent::Admitted& admitted, Time now) {
    const auto& request = admitted.request;
    const auto order = order_of(invocation, reception, request);
    if (!order) return order.error();
    const auto parcel = parcel_of(invocation, reception, request, *order, now);
    if (!parcel) return parcel.error();
    const auto progress_to = progress_descriptor(invocation);
    if (!progress_to) return progress_to.error();
    watch_for_interrupts();
    RunProgress progress(order->collectors.size(), *progress_to);
    auto receipt = collect_on_record(*order, *parcel, request.id, progress);
    if (receipt && receipt->unexplained)
        log::warning("request " + request.id + ": " +
                     collect::unexplained_words(*receipt->unexplained));
    return receipt;
}

}  // namespace diag::commands
