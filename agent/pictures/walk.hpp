// SPDX-License-Identifier: Apache-2.0
// What the walkers of both formats give and share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/pictures/picture.hpp"

namespace diag::pictures {

/// The file that was written.
struct Plain {
    Size size;
    std::string bytes;
    std::uint64_t left_behind = 0;
};

Result<Plain> plain_png(std::string_view bytes);
Result<Plain> plain_jpeg(std::string_view bytes);

/// Fails with full past the limits of picture.hpp, with malformed for no width or height.
Result<> check_size(const Size& size);

inline Error broken(std::string_view why) { return {Fault::malformed, std::string(why)}; }
/// What it becomes would have more than most_bytes.
Error grown();

/// Big-endian, as both formats have their numbers. `at` and the bytes after it must be there.
inline std::uint32_t number16(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t n) {
        return std::uint32_t{static_cast<unsigned char>(bytes[at + n])};
    };
    return byte(0) << 8 | byte(1);
}
inline std::uint32_t number32(std::string_view bytes, std::size_t at) {
    return number16(bytes, at) << 16 | number16(bytes, at + 2);
}

}  // namespace diag::pictures
