// SPDX-License-Identifier: Apache-2.0
// Whom a site believes: one desk's authority, and whom that authority has revoked.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "platform/authority.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

struct Trust {
    Certificate authority;
    std::optional<RevocationList> revoked;
};

/// From authority.pem and, where it is there, revoked.pem in `directory`. Fails with absent where
/// no authority is trusted yet, malformed when a file is not what it should be or the list is
/// another's.
Result<Trust> trust_in(const std::filesystem::path& directory);

/// The desk that this site shall believe from now on. Fails with refused when it believes another
/// one already: that one must be removed by hand.
Result<> begin_trust(const std::filesystem::path& directory, const Certificate& authority);

/// Takes over a revocation list. Whoever brings it: it must be the authority's own and newer than
/// the one there is. False when it is the same or an older one, which is left aside.
Result<bool> renew_revocations(const std::filesystem::path& directory, const RevocationList& list);

/// Fails with refused unless the certificate is one of that role, vouched for at that time.
Result<> believed(const Certificate& certificate, Role role, const Trust& trust, Time at);

/// The same of what was signed at `then`, long ago perhaps: a certificate that was revoked since
/// counts for what was signed until that moment. `then` is the signer's word: see that something
/// else bounds it.
Result<> was_believed(const Certificate& certificate, Role role, const Trust& trust, Time then);

}  // namespace diag::exchange
