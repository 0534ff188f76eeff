// SPDX-License-Identifier: Apache-2.0
// Checks that the cloud judge survives any evidence: the desk judges bundles it did not make. And
// that a server may call any time its own.
#include "collectors/cloud/look.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    fuzz::judge(collectors::cloud, fuzz::evidence_from(data, size));
    date_of({{"Date", std::string(reinterpret_cast<const char*>(data), size)}});
    return 0;
}
