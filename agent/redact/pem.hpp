// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace diag::redact {

/// Longest PEM body looked for: a 16384-bit RSA key is 13 KiB, a long chain comes block by block.
inline constexpr std::size_t pem_limit = 64 * 1024;

}  // namespace diag::redact
