// SPDX-License-Identifier: Apache-2.0
// Checks that any counters can be read, compared and remembered. A zero byte parts two readings.
#include <cstddef>
#include <string_view>

#include "collectors/nfs/history.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto cut = input.find('\0');
    const auto earlier = nfs::parse_mountstats(input.substr(0, cut));
    const auto later =
        cut == std::string_view::npos ? earlier : nfs::parse_mountstats(input.substr(cut + 1));
    for (const auto& a : earlier)
        for (const auto& b : later)
            if (const auto delta = nfs::between(a, b); delta && delta->age > b.age)
                __builtin_trap();
    nfs::Reading reading;
    reading.mounts = later;
    const auto line = nfs::write_reading(reading);
    if (nfs::parse_readings(line, Time{}).size() != 1) __builtin_trap();
    nfs::parse_readings(input, Time{});
    return 0;
}
