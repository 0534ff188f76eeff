// SPDX-License-Identifier: Apache-2.0
// UTF-16 is read the same however it is cut into pieces, and grows by half at most.
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/utf16.hpp"

namespace {

std::string read(std::string_view bytes, std::size_t piece) {
    diag::Utf16Reader reader;
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        const auto next = bytes.substr(at, piece);
        if (reader.passes(next))
            text += next;
        else
            reader.read(next, false, text);
    }
    reader.read({}, true, text);
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto whole = read(input, size + 1);
    if (whole.size() > 2 * size + 4) std::abort();
    for (const std::size_t piece : {1u, 2u, 7u, 64u})
        if (read(input, piece) != whole) std::abort();
    return 0;
}
