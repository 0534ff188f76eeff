// SPDX-License-Identifier: Apache-2.0
// The session description a camera answers DESCRIBE with (RFC 8866), as far as it tells of video.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace diag::cameras {

struct PictureSize {
    unsigned width = 0;
    unsigned height = 0;
};

struct Media {
    std::string kind;                  ///< "video", "audio", "application"
    std::string codec;                 ///< "H264", "H265", "JPEG", in upper case; "" when not told
    std::string control;               ///< a=control, as written
    unsigned payload = 0;              ///< RTP payload type
    unsigned clock = 0;                ///< Hz; 0 when not told
    std::optional<double> frame_rate;  ///< a=framerate
    std::optional<PictureSize> size;   ///< from the H.264 parameter set or a=framesize
};

struct Description {
    std::string control;  ///< of the whole, as written; "" when not told
    std::vector<Media> media;

    /// The first video, or nullptr.
    const Media* video() const;
};

/// Reads what it can, at most 32 media. Nothing when `text` has neither "v=" nor "m=" lines.
std::optional<Description> parse_sdp(std::string_view text);

/// The picture size in an H.264 sequence parameter set (ITU-T H.264 7.3.2.1.1), from its NAL header
/// on. Nothing when it ends too soon or is absurd (more than 16384 a side).
std::optional<PictureSize> h264_size(std::string_view parameter_set);

}  // namespace diag::cameras
