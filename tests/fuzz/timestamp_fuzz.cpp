// SPDX-License-Identifier: Apache-2.0
// Checks that no log line and no date pattern can upset the timestamp reader, and that a time it
// finds can be written. The first line of the input is the pattern, the rest is the log line.
#include <cstddef>
#include <string>
#include <string_view>

#include "platform/timestamp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto cut = input.find('\n');
    const auto pattern = cut == std::string_view::npos ? std::string_view{} : input.substr(0, cut);
    const auto line = cut == std::string_view::npos ? input : input.substr(cut + 1);
    const diag::Time reference{diag::milliseconds{1'795'464'000'000}};

    const auto when = diag::TimestampReader(reference, std::string(pattern)).read(line);

    if (when && diag::to_text(*when).empty()) __builtin_trap();
    return 0;
}
