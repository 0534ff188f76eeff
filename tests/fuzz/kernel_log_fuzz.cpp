// SPDX-License-Identifier: Apache-2.0
// Checks that no kernel log upsets its readers, and that what they tell stays within its bounds.
#include <cstddef>
#include <string_view>

#include "collectors/system/kernel_trouble.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const diag::host::LogClock clock{diag::Time{diag::milliseconds{1'795'464'000'000}},
                                     diag::Time{diag::milliseconds{1'795'161'600'000}}};

    const auto lines = diag::host::kernel_lines(text, clock);

    for (const auto& trouble : diag::host::troubles_of(lines))
        if (trouble.count == 0 || trouble.sample.size() > 600) __builtin_trap();
    for (const auto& kill : diag::host::oom_kills_of(lines))
        if (kill.resident_bytes > 4ull << 60) __builtin_trap();
    for (const auto& silence : diag::host::silences_of(lines))
        if (silence.server.empty()) __builtin_trap();
    return 0;
}
