// SPDX-License-Identifier: Apache-2.0
// Counting RTP (RFC 3550) without decoding it: what is missing, how even it comes, how often a
// picture that stands alone (keyframe) begins. Nothing of a payload is kept.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace diag::cameras {

/// Since an arbitrary start, never jumping.
using Instant = std::chrono::microseconds;

enum class Codec { other, h264, h265 };

/// Whether this payload begins or goes on with a keyframe: H.264 NAL 5 (RFC 6184: single, STAP-A,
/// FU-A), H.265 NAL 16 to 21 (RFC 7798: single, AP, FU). Nothing when the codec is another or the
/// payload is cut too soon. `whole` is false when only the payload's beginning is at hand.
std::optional<bool> holds_keyframe(Codec codec, std::string_view payload);

/// One packet, read.
struct RtpHeader {
    bool marker = false;
    unsigned payload_type = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t source = 0;  ///< SSRC
    std::string_view payload;  ///< as much as was given
    std::size_t header = 0;    ///< bytes before it
};

/// Nothing when it is not version 2 or ends in its header.
std::optional<RtpHeader> parse_rtp(std::string_view packet);

struct RtpFigures {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;      ///< of payload
    std::uint64_t lost = 0;       ///< expected and not come
    std::uint64_t reordered = 0;  ///< came after a later one
    std::uint64_t repeated = 0;
    unsigned resets = 0;   ///< sequence began anew: the camera restarted its encoder, no loss
    unsigned sources = 0;  ///< different SSRC, the first included
    std::uint64_t malformed = 0;         ///< no RTP
    double jitter = 0;                   ///< ms, RFC 3550 6.4.1, at the end
    double jitter_most = 0;              ///< ms, after the first 20 packets
    std::uint64_t frames = 0;            ///< pictures begun, by timestamp
    std::optional<double> frame_rate;    ///< by timestamps
    std::optional<double> arrival_rate;  ///< by our clock
    std::uint64_t keyframes = 0;
    std::optional<double> keyframe_distance;  ///< s, the longest between two, by timestamps
    std::optional<double> since_keyframe;     ///< s, from the last one (or the start) to the end
    std::optional<Instant> first;             ///< arrival
    std::optional<Instant> last;
    std::optional<Instant> first_keyframe;
    unsigned sender_reports = 0;
};

/// Counts one stream.
class RtpCounter {
public:
    /// `clock`: Hz of its timestamps; 0 means 90000, which all video has.
    RtpCounter(Codec codec, unsigned clock);

    /// `size` of the whole packet, of which `head` is the beginning.
    void packet(std::string_view head, std::size_t size, Instant now);
    void control(std::string_view packet);

    /// So far, as of `now`.
    RtpFigures figures(Instant now) const;

private:
    void follow_sequence(std::uint16_t sequence);
    void begin_sequence(std::uint16_t sequence);
    void follow_clock(const RtpHeader& header, Instant now);
    void follow_keyframes(const RtpHeader& header, Instant now);

    Codec codec_;
    double clock_;
    RtpFigures seen_;
    bool begun_ = false;
    std::uint32_t source_ = 0;
    std::uint16_t newest_ = 0;  ///< sequence
    std::uint64_t window_ = 0;  ///< bit i: newest_ - i has come
    std::optional<std::uint16_t>
        bad_next_;                 ///< RFC 3550 A.1: two in a row after a jump are a reset
    std::uint32_t timestamp_ = 0;  ///< of the newest frame
    std::uint64_t elapsed_ = 0;    ///< timestamps advanced in all
    std::optional<double> transit_;
    std::uint64_t in_a_row_ = 0;  ///< packets jitter rests on
    std::optional<std::uint64_t> keyframe_elapsed_;
    std::optional<Instant> keyframe_arrival_;
    std::uint32_t keyframe_timestamp_ = 0;
};

}  // namespace diag::cameras
