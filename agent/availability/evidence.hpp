// SPDX-License-Identifier: Apache-2.0
// A month as a document that a claim can rest on: JSON in CMS SignedData, signed by this agent.
// FORMAT.md has the fields, and how to check it without us.
#pragma once

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
    std::vector<Run> runs;   ///< those that touch the window, and one on either side
    std::size_t damaged = 0;
    Figures figures;
    Time made{};
};

/// What is on record of a month, up to `now`.
Account account_of(const Month& month, const Reading& samples, const std::vector<Window>& planned,
                   Time now);

/// Without `runs` where these are not wanted.
json::value to_json(const Account& account, bool with_runs);

Result<std::string> signed_account(const Account& account, const exchange::Identity& agent);

}  // namespace diag::availability
