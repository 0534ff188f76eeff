// SPDX-License-Identifier: Apache-2.0
// Checks that no response to a pre-login is read past its end, and that what is whole stays whole
// whatever follows.
#include "collectors/integrations/greeting.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::integrations;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto said = tds_greeting(bytes);
    if (said.words.size() > 100) __builtin_trap();
    if (said.sense == Greeting::Sense::whole && said.words.empty()) __builtin_trap();
    if (said.sense != Greeting::Sense::more && tds_greeting(bytes + "x").sense != said.sense)
        __builtin_trap();
    http_greeting(bytes);
    return 0;
}
