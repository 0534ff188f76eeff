// SPDX-License-Identifier: Apache-2.0
// Checks that no answer of a directory is read past its end or for ever, and that what is whole
// stays whole whatever follows.
#include "collectors/integrations/greeting.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::integrations;
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    const auto said = ldap_greeting(bytes);
    if (said.words.size() > 400 || said.status < 0 || said.status > 255) __builtin_trap();
    if (said.sense != Greeting::Sense::more && ldap_greeting(bytes + "x").sense != said.sense)
        __builtin_trap();
    return 0;
}
