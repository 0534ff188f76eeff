// SPDX-License-Identifier: Apache-2.0
// The permits that were written here, and how long they are kept.
#pragma once

#include <filesystem>

#include "agent/upgrade/permit.hpp"
#include "platform/certificate.hpp"
#include "platform/records.hpp"

namespace diag::upgrade {

inline constexpr std::string_view permit_ending = ".safrpermit";

/// Where permits lie unless somebody said otherwise, by their ids.
Records permits_in(const std::filesystem::path& state);

/// Removes those of this agent's that ended longer than `kept_after_end` ago, as surely_old()
/// says; they stay on the ledger for ever. What this agent did not sign stays here too.
void forget_permits(const Records& permits, const Certificate& agent, Time now);

}  // namespace diag::upgrade
