// SPDX-License-Identifier: Apache-2.0
// Checks that the notifications judge survives any evidence, and what is read of ARES' logs.
#include "collectors/notifications/gather.hpp"
#include "tests/fuzz/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag;
    fuzz::judge(collectors::notifications, fuzz::evidence_from(data, size));
    notifications::sent_in({reinterpret_cast<const char*>(data), size}, {{.label = "gate north"}});
    return 0;
}
