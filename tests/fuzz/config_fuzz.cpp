// SPDX-License-Identifier: Apache-2.0
// Checks that any bytes given as a configuration end in a configuration within its bounds or in
// mistakes that name file and line.
#include <cstdlib>

#include "agent/config/config.hpp"
#include "agent/config/keys.hpp"
#include "tests/config/sample_catalog.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto reading = config::read(text, "f", test::sample_catalog);
    for (const auto& mistake : reading.mistakes)
        if (!mistake.starts_with("f:") || mistake.size() > 1'000) std::abort();
    for (const auto& key : config::keys())
        if (config::value_text(key, reading.config).empty()) std::abort();
    if (reading.config.collect.cores > 64 || reading.config.limits.max_free_share_percent > 100)
        std::abort();
    return 0;
}
