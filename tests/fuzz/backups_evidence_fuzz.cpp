// SPDX-License-Identifier: Apache-2.0
// Checks that the judge of backups survives any evidence: the desk judges bundles it did not make.
#include "collectors/backups/schedules.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    fuzz::judge(collectors::backups, fuzz::evidence_from(data, size));
    backups::scripts_in(bytes);
    return backups::schedules_in(bytes, "x").size() > size ? -1 : 0;
}
