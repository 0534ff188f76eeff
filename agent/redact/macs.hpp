// SPDX-License-Identifier: Apache-2.0
// Addresses of network interfaces in pairs of hexadecimal digits (IEEE 802), alone and within what
// else is written in pairs.
#pragma once

#include <cstddef>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Takes the addresses in the row of pairs that begins at `from`, with `separator` between them;
/// false where none begins there, or where the row is a fingerprint.
bool take_macs(Reading& reading, std::size_t from, char separator);

}  // namespace diag::redact
