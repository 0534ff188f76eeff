// SPDX-License-Identifier: Apache-2.0
// Which bundles of the spool may leave: a bundle that was made for a request, only while that
// request is done with just this bundle; one that somebody here made, always.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agent/consent/asked.hpp"
#include "agent/spool/spool.hpp"

namespace diag::commands {

enum class Leave {
    yes,
    not_yet,  ///< its run is not on record as done, or nothing is known of its request
    never     ///< its request failed, was declined or revoked
};

/// By where the request stands that the bundle was made for; `all` are those on record.
Leave may_leave(const Spooled& bundle, const std::vector<consent::Asked>& all);

/// Takes a bundle that waits off its shelf: removed, or where an upload of it was begun kept as
/// revoked until withdraw_bundle() hears what the desk has. True: that is to be called. Fails with
/// absent where it does not wait any longer.
Result<bool> stop_bundle(const std::filesystem::path& state, Spool& spool,
                         const std::string& bundle_id);

/// Stops those of `bundles` that wait and may never leave, each with a warning and on the ledger.
/// Such are left where a run was killed, or the power cut, between sealing and its record.
void remove_forbidden(const std::filesystem::path& state, Spool& spool,
                      const std::vector<Spooled>& bundles, const std::vector<consent::Asked>& all);

}  // namespace diag::commands
