// SPDX-License-Identifier: Apache-2.0
// What comes from the line half, and what goes to it: frames in pieces of any size, then words.
// What is read as a word writes and reads back the same, and nothing longer than it may be is kept.
#include <cstdlib>

#include "agent/halves/words.hpp"

using namespace diag::halves;

namespace {

template <class Read>
void once_more(const Read& read, diag::Result<Read> (*reader)(Frame)) {
    const auto written = bytes_of(frame_of(read));
    const auto again = reader(frame_of(read));
    if (!again || again->index() != read.index() || bytes_of(frame_of(*again)) != written)
        std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const std::size_t piece = data[0] + 1U;
    Frames frames(longest_body_in);
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        frames.feed(bytes.substr(at, piece));
        for (;;) {
            auto frame = frames.next();
            if (!frame) return 0;
            if (!*frame) break;
            if ((*frame)->body.size() > longest_body_in) std::abort();
            if (const auto word = from_line(**frame)) once_more(*word, from_line);
            if (const auto word = to_line(**frame)) once_more(*word, to_line);
        }
    }
    return 0;
}
