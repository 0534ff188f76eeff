// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collectors/network/bonding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bond = diag::network::parse_bonding({reinterpret_cast<const char*>(data), size});
    if (bond.members.size() > 64) __builtin_trap();
    return 0;
}
