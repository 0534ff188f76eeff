// SPDX-License-Identifier: Apache-2.0
// CRC-64 of ECMA-182, reflected, as mongodump's archives and .xz have it.
#pragma once

#include <cstdint>
#include <string_view>

namespace diag {

/// Of all bytes so far, given that of those before; that of none is 0.
std::uint64_t crc64(std::uint64_t before, std::string_view bytes);

}  // namespace diag
