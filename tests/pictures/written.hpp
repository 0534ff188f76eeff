// SPDX-License-Identifier: Apache-2.0
// Pictures written by hand, so that every part of them can be wrong.
#pragma once

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
