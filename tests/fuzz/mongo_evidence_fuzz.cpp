// SPDX-License-Identifier: Apache-2.0
// Checks that the mongo judge survives any evidence: the desk judges bundles it did not make.
// What it remembers must be readable again.
#include "collectors/mongo/history.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const auto evidence = fuzz::evidence_from(data, size);
    fuzz::judge(collectors::mongo, evidence);
    if (const auto line = mongo::moment_of(evidence); line && !json::parse(*line)) __builtin_trap();
    return 0;
}
