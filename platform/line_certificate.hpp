// SPDX-License-Identifier: Apache-2.0
// A certificate by which a half of an agent's service speaks with its desk: for TLS clients, and of
// no Role, so that whatever asks for one says no to it. It signs no document.
#pragma once

#include <string>

#include "platform/authority.hpp"

namespace diag {

/// For the key that asked; `name` is the agent's. Fails as issue() does.
Result<Certificate> issue_line_certificate(const std::string& name, Time from, Time until,
                                           const CertificateRequest& request,
                                           const Certificate& issuer, const PrivateKey& issuer_key);

/// Whether it is one by what it says it is for: clientAuth and nothing else. Who issued it is not
/// looked at: vouched_for().
bool is_line_certificate(const Certificate& certificate);

}  // namespace diag
