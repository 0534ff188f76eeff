// SPDX-License-Identifier: Apache-2.0
// Checks that no baloofilerc is read past its end, and that what it excludes is not gone through.
#include <algorithm>

#include "collectors/capacity/baloo.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::capacity;
    const auto conf = baloo_conf({reinterpret_cast<const char*>(data), size}, "/home/kim");
    if (conf.folders.size() > 1000 || conf.excluded.size() > 1000) __builtin_trap();
    for (const auto& folder : conf.excluded)
        if (goes_through(conf, folder)) __builtin_trap();
    return 0;
}
