// SPDX-License-Identifier: Apache-2.0
// Checks that no datagram of a name server is read past its end or for ever.
#include "collectors/notifications/mx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::notifications;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    // One question as it is asked, and one without a body, that whatever stands there be its
    // answer.
    for (const auto& question : {*mx_question("site.example", 0x1234), std::string("\x12\x34")}) {
        const auto answer = mx_from(text, question);
        if (answer && answer->hosts.size() > 20) __builtin_trap();
    }
    if (name_servers_in(text).size() > 3) __builtin_trap();
    if (const auto question = mx_question(text, 1); question && question->size() > 300)
        __builtin_trap();
    return 0;
}
