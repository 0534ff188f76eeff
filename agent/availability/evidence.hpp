// SPDX-License-Identifier: Apache-2.0
// A month as a document that a claim can rest on: JSON in CMS SignedData, signed by this agent.
// FORMAT.md has the fields, and how to check it without us.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/availability/figures.hpp"
#include "agent/exchange/identity.hpp"
#include "collectors/cloud_settings.hpp"
#include "platform/json.hpp"

namespace diag::availability {

inline constexpr std::int64_t evidence_format = 1;

struct Account {
    std::string site;
    Month month;
    Window window;  ///< of the month what is over
    std::vector<Window> planned;
    CloudSettings settings;  ///< whom the samples asked, as configured now
    bool sampling = false;   ///< whether the configuration has the service sample now
    /// Those that touch the window, or the outage that was under way when it began, and one on
    /// either side.
    std::vector<Run> runs;
    std::size_t damaged = 0;
    /// When SAFR Cloud was first seen to answer from here, seconds since 1970: its silence before
    /// is unknown. Nothing: never.
    std::optional<std::int64_t> first_answer;
    Figures figures;
    Time made{};
};

/// What is on record of a month, up to `now`.
Account account_of(const Month& month, const Reading& samples, const std::vector<Window>& planned,
                   Time now);

/// What a claim must say and no sample can tell.
inline constexpr std::string_view firewall_caveat =
    "A firewall of this site that blocks SAFR Cloud alone looks from here as an outage of the "
    "cloud "
    "does: rule it out before you claim.";

/// Without `runs` where these are not wanted.
json::value to_json(const Account& account, bool with_runs);

Result<std::string> signed_account(const Account& account, const exchange::Identity& agent);

}  // namespace diag::availability
