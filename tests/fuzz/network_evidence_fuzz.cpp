// SPDX-License-Identifier: Apache-2.0
// Checks that the network judge survives any evidence: the desk judges bundles it did not make.
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const auto evidence = fuzz::evidence_from(data, size);
    fuzz::judge(collectors::network, evidence);
    return 0;
}
