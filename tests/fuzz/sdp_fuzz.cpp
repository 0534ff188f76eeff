// SPDX-License-Identifier: Apache-2.0
// Checks that the description of a stream yields no absurd number, and that its control URLs lead
// to targets that can stand in a request line.
#include <cstddef>
#include <string_view>

#include "collectors/cameras/sdp.hpp"
#include "collectors/cameras/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    using namespace diag::cameras;
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    if (const auto sdp = parse_sdp(text)) {
        if (sdp->media.size() > 32) __builtin_trap();
        for (const auto& media : sdp->media) {
            if (media.payload > 127) __builtin_trap();
            if (media.size && (media.size->width == 0 || media.size->width > 16384))
                __builtin_trap();
            const auto target = control_target("rtsp://10.0.0.1/cam", media.control);
            if (target && target->find_first_of(" \r\n\t") != std::string::npos) __builtin_trap();
        }
    }
    if (const auto size_of_it = h264_size(text); size_of_it && size_of_it->height == 0)
        __builtin_trap();
    if (const auto url = parse_stream_url(text); url && url->is_rtsp()) {
        if (url->whole().find_first_of(" \r\n") != std::string::npos) __builtin_trap();
        // With a port before it an '@' in the path may be a torn password, which is refused.
        if (url->target.find('@') == std::string::npos && !parse_stream_url(url->whole()))
            __builtin_trap();
    }
    return 0;
}
