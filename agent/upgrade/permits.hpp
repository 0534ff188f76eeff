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

/// open_permit() for what lies in that file, its error naming it.
Result<Permit> permit_from_file(const std::filesystem::path& file,
                                const Result<std::string>& document, const Certificate& agent);

/// More are not opened to find one: each costs a signature.
inline constexpr std::size_t most_opened = 16;

/// The newest that is for this version, of those that this agent wrote by `now`; where there is
/// none, the newest of any version or time, for holds() to say what is wrong with it. Looks at the
/// newest `most_opened`, by the time in their names, and only for want of others at those that the
/// clock dated into the future. Fails with absent where there is none.
Result<Permit> newest_permit(const Records& permits, const Certificate& agent, const Version& to,
                             Time now);

/// Removes those of this agent's that ended longer than `kept_after_end` ago, as surely_old()
/// says; they stay on the ledger for ever. What this agent did not sign stays here too.
void forget_permits(const Records& permits, const Certificate& agent, Time now);

}  // namespace diag::upgrade
