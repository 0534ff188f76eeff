// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <vector>

#include "collectors/cameras/rtp.hpp"

using namespace diag::cameras;

namespace {

std::string packet(unsigned sequence, std::uint32_t timestamp, const std::string& payload,
                   std::uint32_t source = 7) {
    std::string text("\x80\x60", 2);
    const auto put = [&](std::uint32_t value, int bytes) {
        for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 255);
    };
    put(sequence & 65535, 2);
    put(timestamp, 4);
    put(source, 4);
    return text + payload;
}

const std::string slice("\x41zz", 3);  // H.264 NAL 1
const std::string idr("\x65zz", 3);    // H.264 NAL 5

/// Sends `sequences` one every 10 ms, a frame each at 90 kHz.
RtpFigures count(const std::vector<unsigned>& sequences) {
    RtpCounter counter(Codec::h264, 90000);
    Instant now{0};
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        const auto text = packet(sequences[i], static_cast<std::uint32_t>(i * 900), slice);
        counter.packet(text, text.size(), now);
        now += std::chrono::milliseconds{10};
    }
    return counter.figures(now);
}

std::string bytes(std::initializer_list<int> values) {
    std::string text;
    for (const auto value : values) text += static_cast<char>(value);
    return text;
}

}  // namespace

TEST_CASE("cameras: what is missing between sequence numbers is lost, also over their end") {
    CHECK(count({65533, 65534, 65535, 0, 1}).lost == 0);
    CHECK(count({65534, 1, 2}).lost == 2);
    CHECK(count({10, 12, 11, 13}).lost == 0);
    CHECK(count({10, 12, 11, 13}).reordered == 1);
    CHECK(count({10, 11, 11, 12}).repeated == 1);
}

TEST_CASE("cameras: a sequence that begins anew is a restart, not the loss of thousands") {
    const auto figures = count({100, 101, 40'000, 40'001, 40'002});
    CHECK(figures.lost == 0);
    CHECK(figures.resets == 1);
    CHECK(count({100, 101, 40'000, 102, 103}).resets == 0);
}

TEST_CASE("cameras: another source is another sequence") {
    RtpCounter counter(Codec::h264, 90000);
    for (const auto source : {1u, 1u, 2u, 2u}) {
        const auto text = packet(source * 500, 0, slice, source);
        counter.packet(text, text.size(), Instant{0});
    }
    CHECK(counter.figures(Instant{0}).sources == 2);
    CHECK(counter.figures(Instant{0}).lost == 0);
}

TEST_CASE("cameras: even arrival has no jitter, uneven has that of RFC 3550") {
    CHECK(count(std::vector<unsigned>{1, 2, 3, 4, 5, 6}).jitter == doctest::Approx(0));

    RtpCounter counter(Codec::h264, 90000);
    for (unsigned i = 0; i < 400; ++i) {
        const auto text = packet(i, i * 3600, slice);
        counter.packet(text, text.size(), Instant{i * 40'000 + (i % 2) * 20'000});
    }
    // Each packet's transit differs by 20 ms from the one before, so the mean nears 20 ms.
    CHECK(counter.figures(Instant{0}).jitter == doctest::Approx(20).epsilon(0.01));
}

TEST_CASE("cameras: the frame rate is that of the timestamps and of our clock") {
    RtpCounter counter(Codec::h264, 90000);
    for (unsigned i = 0; i < 31; ++i)
        for (unsigned part = 0; part < 3; ++part) {
            const auto text = packet(i * 3 + part, 4'294'960'000u + i * 6000, slice);
            counter.packet(text, text.size(), Instant{i * 100'000});
        }
    const auto figures = counter.figures(Instant{3'000'000});
    CHECK(figures.frames == 31);
    CHECK(*figures.frame_rate == doctest::Approx(15));
    CHECK(*figures.arrival_rate == doctest::Approx(10));
}

TEST_CASE(
    "cameras: the distance of keyframes is the longest, and the wait since the last is told") {
    RtpCounter counter(Codec::h264, 90000);
    for (unsigned i = 0; i < 100; ++i) {
        const bool key = i == 0 || i == 20 || i == 60;
        const auto text = packet(i, i * 9000, key ? idr : slice);
        counter.packet(text, text.size(), Instant{i * 100'000});
    }
    const auto figures = counter.figures(Instant{10'000'000});
    CHECK(figures.keyframes == 3);
    CHECK(*figures.keyframe_distance == doctest::Approx(4));
    CHECK(*figures.since_keyframe == doctest::Approx(4));
}

TEST_CASE("cameras: keyframes are seen alone, in aggregates and in fragments") {
    CHECK(holds_keyframe(Codec::h264, bytes({0x65, 0})) == true);
    CHECK(holds_keyframe(Codec::h264, bytes({0x41, 0})) == false);
    CHECK(holds_keyframe(Codec::h264, bytes({0x7c, 0x85})) == true);  // FU-A, start
    CHECK(holds_keyframe(Codec::h264, bytes({0x7c, 0x05})) == true);  // FU-A, going on
    CHECK(holds_keyframe(Codec::h264, bytes({0x7c, 0x81})) == false);
    CHECK(holds_keyframe(Codec::h264, bytes({0x78, 0, 2, 0x67, 1, 0, 2, 0x65, 1})) == true);
    CHECK(holds_keyframe(Codec::h264, bytes({0x78, 0, 2, 0x67, 1, 0, 2, 0x41, 1})) == false);
    CHECK(holds_keyframe(Codec::h265, bytes({19 << 1, 1, 0})) == true);
    CHECK(holds_keyframe(Codec::h265, bytes({1 << 1, 1, 0})) == false);
    CHECK(holds_keyframe(Codec::h265, bytes({49 << 1, 1, 0x80 | 20})) == true);  // FU
    CHECK(holds_keyframe(Codec::h265,
                         bytes({48 << 1, 1, 0, 3, 32 << 1, 1, 0, 0, 3, 21 << 1, 1, 0})) == true);
    CHECK_FALSE(holds_keyframe(Codec::other, bytes({0x65})));
    CHECK_FALSE(holds_keyframe(Codec::h264, ""));
}

TEST_CASE("cameras: what is no RTP is counted as such") {
    RtpCounter counter(Codec::h264, 0);
    for (const std::string text : {"", "abc", "\x80", "xxxxxxxxxxxxxxxx"})
        counter.packet(text, text.size(), Instant{0});
    counter.control(bytes({0x80, 200}) + std::string(26, '\0'));
    counter.control("short");
    const auto figures = counter.figures(Instant{0});
    CHECK(figures.malformed == 4);
    CHECK(figures.packets == 0);
    CHECK(figures.sender_reports == 1);
}
