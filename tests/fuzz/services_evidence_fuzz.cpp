// SPDX-License-Identifier: Apache-2.0
// Checks that the install and services judges survive any evidence: the desk judges bundles it did
// not make.
#include "collectors/services/probe.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const auto evidence = fuzz::evidence_from(data, size);
    fuzz::judge(collectors::install, evidence);
    fuzz::judge(collectors::services, evidence);
    safr_services::version_in({reinterpret_cast<const char*>(data), size});
    return 0;
}
