// SPDX-License-Identifier: Apache-2.0
// What a site signs with the agent's key so that the half of its service that keeps the line gets a
// certificate for a key of its own. FORMAT.md has the grammar; docs/decisions/0018 says why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/exchange/identity.hpp"
#include "platform/authority.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// The document and the answer to it are no longer, in bytes.
inline constexpr std::size_t line_identity_limit = 64 << 10;

struct LineIdentity {
    std::string agent;         ///< the common name of its certificate
    std::string authority;     ///< SHA-256 of the desk's authority's certificate, lower-case hex
    std::uint64_t serial = 0;  ///< of this agent and authority; it only grows, whatever clocks say
    std::string key;           ///< SHA-256 of the line's public key, lower-case hex
    std::string request;       ///< that key's wish for a certificate (PKCS #10, PEM)
};

/// The signed document (CMS, DER).
Result<std::string> sign_line_identity(const LineIdentity& what, const Identity& by);

struct ProvenLineIdentity {
    LineIdentity what;
    CertificateRequest request;
    Certificate signer;  ///< whether it is an agent is not looked at
};

/// Checks the one signature, the form, and that the request is by the key that is named, which is
/// not the signer's own. Fails with malformed or refused, the reason in words.
Result<ProvenLineIdentity> line_identity_from(std::string_view document);

}  // namespace diag::exchange
