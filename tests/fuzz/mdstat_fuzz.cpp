// SPDX-License-Identifier: Apache-2.0
// Checks that no text of mdstat yields an array without a name, or one whose counts are absurd.
#include <cstddef>
#include <string_view>

#include "collectors/disk/mdstat.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    for (const auto& array : diag::disk::parse_mdstat(text)) {
        if (array.name.empty()) __builtin_trap();
        if (array.wanted < 0 || array.present < 0 || array.wanted > 4096) __builtin_trap();
        if (array.failed.size() > array.members.size()) __builtin_trap();
    }
    return 0;
}
