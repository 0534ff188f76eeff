// SPDX-License-Identifier: Apache-2.0
// Checks that the judge of capacity survives any evidence: the desk judges bundles it did not make.
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    fuzz::judge(collectors::capacity, fuzz::evidence_from(data, size));
    return 0;
}
