// SPDX-License-Identifier: Apache-2.0
// Checks that counting an interleaved stream, NAL units and all, keeps its figures sane. The first
// byte chooses the codec.
#include <cstddef>
#include <string_view>

#include "collectors/cameras/reader.hpp"
#include "collectors/cameras/rtp.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::cameras;
    if (size == 0) return 0;
    std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const Codec codecs[] = {Codec::other, Codec::h264, Codec::h265};
    RtpCounter counter(codecs[data[0] % 3], data[0] % 2 == 0 ? 90000 : 0);
    Reader reader(Reader::Speaks::rtsp);
    Instant now{0};
    std::uint64_t frames = 0;

    while (const auto item = reader.take(bytes)) {
        if (!item->frame) continue;
        now += std::chrono::milliseconds{1};
        ++frames;
        if (item->frame->channel == 1)
            counter.control(item->frame->head);
        else
            counter.packet(item->frame->head, item->frame->size, now);
    }

    const auto figures = counter.figures(now);
    if (figures.packets + figures.malformed > frames) __builtin_trap();
    if (figures.keyframes > figures.packets || figures.frames > figures.packets) __builtin_trap();
    if (figures.jitter < 0 || figures.lost > figures.packets * 3000) __builtin_trap();
    return 0;
}
