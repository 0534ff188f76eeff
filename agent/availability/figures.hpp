// SPDX-License-Identifier: Apache-2.0
// What a month amounts to by the support agreement: whole seconds, no rounding.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "agent/availability/month.hpp"

namespace diag::availability {

// The support agreement, "SAFR Cloud availability": 99.9 % a month; 2 % of the month's licence fees
// a failure, at most 10 %; claimed in writing within 7 days.
inline constexpr std::int64_t allowed_in_1000 = 1;
inline constexpr int credit_each = 2, most_credit = 10, days_to_claim = 7;

struct Outage {
    Span span;               ///< of it what is counted
    std::int64_t began = 0;  ///< when it began, also where that was before what is counted
    std::string claim_by;    ///< of the cloud's: the last day, local; else empty
};

struct Figures {
    std::int64_t total = 0;    ///< seconds of the time counted
    std::int64_t allowed = 0;  ///< seconds that the cloud may be away in the whole month
    std::array<std::int64_t, classes> seconds{};
    std::vector<Outage> outages;  ///< every span that is not `up`, in order
    /// What the cloud was away is more than the agreement allows of the whole month: certain also
    /// while the month goes on.
    bool missed = false;
    /// Outages of class `cloud`, those between which it was not seen to answer being one.
    int failures = 0;
    int credit = 0;  ///< percent of the month's licence fees
    /// The last day on which every failure can still be claimed: seven days from the first. Empty
    /// where there is none.
    std::string claim_by;

    std::int64_t of(Class what) const { return seconds.at(static_cast<std::size_t>(what)); }
    /// Seconds in which somebody saw whether the cloud answers. Where there are none, nothing can
    /// be said of the agreement.
    std::int64_t seen() const { return of(Class::up) + of(Class::cloud) + of(Class::partial); }
};

/// Of `spans` what lies in `counted`. An outage that began before is claimed from where it began:
/// give as much of what was before as there is. What is allowed is measured by `month`, whole.
Figures figures_of(const std::vector<Span>& spans, const Window& counted, const Window& month);

/// "99.9123 %": of `total` what was not the cloud's fault, rounded down. "-" where nothing was
/// seen.
std::string percent_text(const Figures& figures);

/// "12.3456 %": of `total` what was seen, rounded down.
std::string seen_text(const Figures& figures);

/// "2 d 3 h 5 min 7 s": exactly.
std::string span_text(std::int64_t seconds);

}  // namespace diag::availability
