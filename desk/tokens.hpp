// SPDX-License-Identifier: Apache-2.0
// What lets one agent in, and proves the desk to it: PROTOCOL.md, "Enrolment".
#pragma once

#include <string>
#include <string_view>

#include "platform/certificate.hpp"

namespace diag::desk {

/// 32 random bytes, base64url, then '.' and the first 32 digits of the authority's SHA-256.
std::string fresh_token(const Certificate& authority);

/// What the store keeps of it: the SHA-256 of the whole token, lower-case hex.
std::string digest_of_token(std::string_view token);

}  // namespace diag::desk
