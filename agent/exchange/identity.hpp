// SPDX-License-Identifier: Apache-2.0
// Who this agent is: a key that never leaves the server, and a certificate that names nothing of
// it.
#pragma once

#include <filesystem>

#include "platform/certificate.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

struct Identity {
    Certificate certificate;
    PrivateKey key;
};

/// `state`/identity/agent.pem and agent.key (0600), made at first use. Several processes may call
/// at once: one makes it, all get the same.
///
/// The certificate signs itself and carries a random name, never the host's: it travels in the
/// clear. It does not expire, since a server whose clock is wrong must still be able to tell so.
///
/// Fails with denied when the directory is another user's or the key is open to others, malformed
/// when the files do not belong together.
Result<Identity> agent_identity(const std::filesystem::path& state);

/// The certificate that a desk issued for our key takes the place of the one there is. Fails with
/// refused when it is not for our key, or no agent's.
Result<> take_certificate(const std::filesystem::path& state, const Certificate& certificate);

/// A certificate to seal for, from a PEM file, usable at `now`. The error names the file and says
/// what to give instead.
Result<Certificate> recipient_from_file(const std::filesystem::path& path, Time now);

}  // namespace diag::exchange
