// SPDX-License-Identifier: Apache-2.0
// A message of the line: what is read writes and reads back the same, and nothing above the limit
// is read at all.
#include <cstdlib>

#include "agent/exchange/line.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    namespace line = diag::exchange::line;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto message = line::message_from(text);
    if (!message) return 0;
    if (size > line::message_limit) std::abort();
    const auto written = line::text_of(*message);
    const auto again = line::message_from(written);
    if (!again || again->index() != message->index() || line::text_of(*again) != written)
        std::abort();
    return 0;
}
