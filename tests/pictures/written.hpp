// SPDX-License-Identifier: Apache-2.0
// Pictures written by hand, so that every part of them can be wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/zlib_stream.hpp"

namespace diag::test {

inline std::string number32(std::uint32_t number) {
    return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
            static_cast<char>(number >> 8), static_cast<char>(number)};
}

inline std::string chunk(std::string_view type, std::string_view data) {
    const auto checked = std::string(type) + std::string(data);
    return number32(static_cast<std::uint32_t>(data.size())) + checked +
           number32(crc32_of(checked));
}

inline std::string packed(std::string_view plain) {
    std::string out;
    ZlibPacker packer([&](std::string_view bytes) -> Result<> {
        out += bytes;
        return {};
    });
    REQUIRE(packer.write(plain));
    REQUIRE(packer.finish());
    return out;
}

inline std::string unpacked(std::string_view stream) {
    std::string out;
    ZlibUnpacker unpacker([&](std::string_view bytes) -> Result<> {
        out += bytes;
        return {};
    });
    REQUIRE(unpacker.write(stream));
    REQUIRE(unpacker.finish());
    return out;
}

struct Png {
    std::uint32_t width = 3, height = 2;
    char depth = 8, colour = 2, interlace = 0;
    std::string before = {};  ///< chunks ahead of the pixels
    std::string rows = std::string("\0abcdefghi", 10) + std::string("\1jklmnopqr", 10);
    std::string between = {};  ///< chunks in the middle of the pixels
    std::string after = {};    ///< chunks behind them
    std::string behind = {};   ///< behind the end

    std::string pixels() const {
        const auto stream = packed(rows);
        return chunk("IDAT", stream.substr(0, 5)) + between + chunk("IDAT", stream.substr(5));
    }
    std::string header() const {
        return number32(width) + number32(height) + depth + colour + std::string(2, '\0') +
               interlace;
    }
    std::string bytes() const {
        return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", header()) + before + pixels() +
               after + chunk("IEND", {}) + behind;
    }
};

/// Adler-32 (RFC 1950 8.2).
inline std::uint32_t adler_of(std::string_view bytes) {
    std::uint32_t sum = 1, sums = 0;
    for (const char each : bytes) {
        sum = (sum + static_cast<unsigned char>(each)) % 65'521;
        sums = (sums + sum) % 65'521;
    }
    return sums << 16 | sum;
}

/// A small PNG whose pixels come to much more once they are packed by whoever looks only near for
/// what repeats: 16,384 samples without order, then "258 bytes as 16,384 bytes ago" all the way
/// (RFC 1951: one stored block, one of the fixed code).
inline std::string grown_png() {
    constexpr std::uint32_t period = 16'384, copied = 258, row = 8'192, rows = 2 + 129 * 26;
    std::string pixels;
    std::uint64_t state = 1;
    for (std::uint32_t i = 0; i < period; ++i) {
        state = state * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
        pixels += static_cast<char>(state >> 62);
    }
    std::string stream = "\x78\x9c" + std::string("\0\0\x40\xff\xbf", 5) + pixels;
    unsigned bits = 0, filled = 0;
    const auto put = [&](unsigned value, unsigned count) {
        for (unsigned i = 0; i < count; ++i) {
            bits |= ((value >> i) & 1) << filled;
            if (++filled < 8) continue;
            stream += static_cast<char>(bits);
            bits = filled = 0;
        }
    };
    put(0b011, 3);  // last block, fixed code
    for (std::uint32_t done = period; done < row * rows; done += copied) {
        put(0b10100011, 8);  // length 258
        put(0b11011, 5);     // distance 12,289 and more
        put(4'095, 12);
    }
    put(0, 7);  // end of block
    put(0, (8 - filled) % 8);
    while (pixels.size() < std::size_t{row} * rows) pixels += pixels.substr(0, period);
    pixels.resize(std::size_t{row} * rows);
    stream += number32(adler_of(pixels));
    const Png png{.width = row - 1, .height = rows, .colour = 0};
    return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", png.header()) +
           chunk("IDAT", stream) + chunk("IEND", {});
}

inline std::string segment(unsigned char marker, std::string_view data) {
    const auto length = data.size() + 2;
    return std::string{'\xff', static_cast<char>(marker), static_cast<char>(length >> 8),
                       static_cast<char>(length)} +
           std::string(data);
}

struct Jpeg {
    unsigned char frame = 0xc0;
    std::uint32_t width = 16, height = 8;
    std::string before = {};  ///< segments ahead of the frame
    std::string scan = std::string("\x12\xff\0\x34\xff\xd0\x56", 7);
    std::string after = {};  ///< segments behind the scan
    std::string end = "\xff\xd9";
    std::string behind = {};

    static std::string tables() {
        return segment(0xdb, std::string(65, '\0')) +
               segment(0xc4, '\0' + std::string(15, '\0') + '\1' + '\7') +
               segment(0xdd, std::string("\0\4", 2));
    }
    std::string frame_header() const {
        const auto number = [](std::uint32_t n) {
            return std::string{static_cast<char>(n >> 8), static_cast<char>(n)};
        };
        return '\x8' + number(height) + number(width) + std::string("\1\1\x11\0", 4);
    }
    std::string scan_header() const { return std::string("\1\1\0\0\x3f\0", 6); }
    std::string bytes() const {
        return "\xff\xd8" + before + tables() + segment(frame, frame_header()) +
               segment(0xda, scan_header()) + scan + after + end + behind;
    }
};

}  // namespace diag::test
