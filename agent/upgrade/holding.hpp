// SPDX-License-Identifier: Apache-2.0
// Whether a permit holds here and now. Pure: everything it looks at is handed over.
#pragma once

#include "agent/upgrade/permit.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::upgrade {

/// A clock may be set back by so much: time servers do.
inline constexpr std::chrono::minutes longest_step_back{5};

/// What is here now.
struct Here {
    Time now{};
    Version to;  ///< what the installer brings
    /// The latest that anything on the ledger is dated that was written there after the permit;
    /// Time{} where nothing was.
    Time recorded{};
    /// Since the permit was written a reading took back the proof that it rests on.
    bool taken_back = false;
    Result<ServerMarks> server = Error{Fault::bug, "not looked at"};
    Result<FileMarks> backup = Error{Fault::bug, "not looked at"};
    std::vector<std::string> waivers;  ///< ids of those in force
};

/// Fails with denied, with the one sentence that an installer shows: what no longer holds, and what
/// to do.
Result<> holds(const Permit& permit, const Here& here);

}  // namespace diag::upgrade
