// SPDX-License-Identifier: Apache-2.0
// Checks that no logging configuration, however broken or hostile, can upset its reader, and that
// what it yields can be used as name patterns.
#include <cstddef>
#include <string_view>

#include "collectors/logs/logback.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto logback = diag::logs::parse_logback({reinterpret_cast<const char*>(data), size});
    if (!logback) return 0;
    static_cast<void>(logback->appender_of("app.2026-11-22.0.log.gz"));
    for (const auto& each : logback->appenders)
        if (each.file.size() > 16'384) __builtin_trap();
    return 0;
}
