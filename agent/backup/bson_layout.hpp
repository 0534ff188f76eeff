// SPDX-License-Identifier: Apache-2.0
// How values lie in a BSON document (bsonspec.org, version 1.1), for the files that walk one.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace diag::backup::layout {

enum Type : std::uint8_t {
    real = 0x01,
    text = 0x02,
    document = 0x03,
    list = 0x04,
    binary = 0x05,
    identity = 0x07,
    flag = 0x08,
    regex = 0x0B,
    pointer = 0x0C,
    code = 0x0D,
    symbol = 0x0E,
    scoped_code = 0x0F,
    small_number = 0x10,
    timestamp = 0x11,
    number = 0x12,
    least = 0xFF,
    greatest = 0x7F,
};

inline constexpr std::size_t object_id_size = 12;
inline constexpr std::size_t uuid_size = 16;

/// Subtypes of binary values.
inline constexpr char oldest_binary = 2;
inline constexpr char old_uuid = 3;  ///< in the byte order of the driver that wrote it
inline constexpr char uuid = 4;

/// Bytes of the value where its type alone says how many; -1 otherwise.
constexpr int fixed_size(std::uint8_t type) {
    // 0x00 to 0x13; undefined (0x06) and null (0x0A) have no value.
    constexpr std::array<int, 20> sizes{-1, 8,  -1, -1, -1, -1, 0, object_id_size, 1, 8, 0, -1, -1,
                                        -1, -1, -1, 4,  8,  8,  16};
    if (type == least || type == greatest) return 0;
    return type < sizes.size() ? sizes[type] : -1;
}

/// Four bytes, least first. The caller knows that they are there.
inline std::int32_t number_at(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    };
    return static_cast<std::int32_t>(byte(0) | byte(1) | byte(2) | byte(3));
}

}  // namespace diag::backup::layout
