// SPDX-License-Identifier: Apache-2.0
// Checks that no XML, nvidia-smi's or another, upsets the reader of GPU reports.
#include <cstddef>
#include <string_view>

#include "collectors/system/gpu.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    const auto report = diag::host::gpu_report_of(text);
    const auto driver = diag::host::driver_of(text);

    if (report && report->gpus.size() > 64) __builtin_trap();
    if (driver && diag::host::older(*driver, *driver)) __builtin_trap();
    return 0;
}
