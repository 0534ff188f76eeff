// SPDX-License-Identifier: Apache-2.0
// Checks that no answer of chronyc, timedatectl, ntpq or a time daemon's log upsets its reader.
#include <cmath>
#include <cstddef>
#include <string_view>

#include "collectors/system/time_sync.hpp"

namespace {

void expect_sound(const std::optional<diag::host::TimeState>& state) {
    if (!state) return;
    if (state->daemon.empty()) __builtin_trap();
    if (state->offset_ms && !std::isfinite(*state->offset_ms)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    expect_sound(diag::host::chrony_state(text));
    expect_sound(diag::host::timesyncd_state(text));
    expect_sound(diag::host::ntpd_state(text));
    static_cast<void>(diag::host::kernel_synchronised(text));
    static_cast<void>(
        diag::host::jumps_told(text, diag::Time{diag::milliseconds{1'795'464'000'000}}));
    return 0;
}
