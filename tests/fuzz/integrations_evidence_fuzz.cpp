// SPDX-License-Identifier: Apache-2.0
// Checks that the integrations judge survives any evidence.
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    fuzz::judge(collectors::integrations, fuzz::evidence_from(data, size));
    return 0;
}
