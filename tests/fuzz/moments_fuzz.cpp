// SPDX-License-Identifier: Apache-2.0
// Times in the texts of findings, which come out of foreign bundles: whatever is read as one can be
// written again and read as the same.
#include <cstdlib>
#include <string>

#include "agent/report/moments.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::report;
    const auto moments = moments_in({reinterpret_cast<const char*>(data), size});
    if (moments.size() > 100) std::abort();
    for (const auto& moment : moments) {
        const auto again = moments_in(diag::to_text(moment.time));
        if (again.size() != 1 || again.front().time != moment.time) std::abort();
    }
    return 0;
}
