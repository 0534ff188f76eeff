// SPDX-License-Identifier: Apache-2.0
// Checks that no datagram of a name server is read past its end or for ever.
#include "collectors/notifications/mx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::notifications;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto answer = mx_from(text, 0x1234);
    if (answer && answer->hosts.size() > 20) __builtin_trap();
    if (name_servers_in(text).size() > 3) __builtin_trap();
    if (const auto question = mx_question(text, 1); question && question->size() > 300)
        __builtin_trap();
    return 0;
}
