// SPDX-License-Identifier: Apache-2.0
// Checks that no challenge of a camera makes us write a second header, or a password. Lines are
// WWW-Authenticate headers.
#include <cstddef>
#include <string_view>

#include "collectors/cameras/challenge.hpp"
#include "platform/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::cameras;
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    for (const auto& challenge : parse_challenges(diag::lines_of(text))) {
        // Control characters never pass, so nothing of the challenge's own can look like it.
        Answers answers(challenge, {"user", "pass\x01word"}, "c0ffee");
        const auto value = answers.header("DESCRIBE", "rtsp://10.0.0.1/cam");
        if (value.find('\n') != std::string::npos || value.find('\r') != std::string::npos)
            __builtin_trap();
        if (value.find("pass\x01word") != std::string::npos) __builtin_trap();
    }
    return 0;
}
