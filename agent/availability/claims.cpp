// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/claims.hpp"

#include <set>

#include "agent/availability/evidence.hpp"

namespace diag::availability {
namespace {

/// The month that `second` lies in, as far as it is over.
std::optional<Account> month_of(std::int64_t second, const Reading& samples,
                                const std::vector<Window>& planned, Time now) {
    const auto month = month_from(local_date(second).substr(0, 7));
    if (!month) return std::nullopt;
    return account_of(*month, samples, planned, now);
}

void add(Claim& claim, const Outage& outage, std::int64_t over, std::int64_t& last) {
    // Parts of one failure began together, unless more than a day between them was unseen.
    if (outage.began != last) ++claim.outages;
    last = outage.began;
    if (claim.claim_by.empty()) {
        claim.began = outage.began;
        claim.claim_by = outage.claim_by;
        claim.over = over;
    }
    claim.away += outage.span.window.until - outage.span.window.from;
}

}  // namespace

std::optional<Claim> pending_claim(const Reading& samples, const std::vector<Window>& planned,
                                   Time now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    // What can be claimed still began within a week or in the month before it.
    std::set<std::string> seen;
    Claim claim;
    std::int64_t last = 0;
    for (const auto at : {second - (days_to_claim + 1) * std::int64_t{86'400}, second}) {
        const auto account = month_of(at, samples, planned, now);
        if (!account || !seen.insert(account->month.name).second) continue;
        const auto before = claim.away;
        for (const auto& outage : account->figures.outages) {
            if (outage.span.what != Class::cloud) continue;
            const auto over = end_of_date_after(outage.began, days_to_claim);
            if (over > second) add(claim, outage, over, last);
        }
        claim.missed |= claim.away > before && account->figures.missed;
    }
    return claim.outages > 0 ? std::optional(claim) : std::nullopt;
}

}  // namespace diag::availability
