// SPDX-License-Identifier: Apache-2.0
// Kinds of bytes, 64 bytes at a time and one bit for each: what logs are full of costs no branch.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "agent/redact/bytes.hpp"

namespace diag::redact {

/// What 64 bytes are, the first in the lowest bit.
using Bits = std::uint64_t;

/// What addresses are told by.
struct AddressMasks {
    Bits dot = 0, colon = 0, dash = 0, slash = 0, sign = 0, digit = 0;
    Bits odd = 0;  ///< '+' and '~'
};

/// Those of as many times 64 bytes from `bytes` on as `masks` has room for.
void address_masks(const char* bytes, std::span<AddressMasks> masks);

/// A set of ASCII bytes: by the lower half of a byte, a bit for each upper half.
struct ByteSet {
    alignas(16) std::array<std::uint8_t, 16> rows{};
};
consteval ByteSet set_of(const Table& table) {
    ByteSet set;
    for (unsigned c = 0; c < 128; ++c)
        if (table[c])
            set.rows[c & 15] = static_cast<std::uint8_t>(set.rows[c & 15] | 1 << (c >> 4));
    return set;
}
inline bool holds(const ByteSet& set, char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 128 && (set.rows[byte & 15] >> (byte >> 4) & 1) != 0;
}

/// Which of the 64 bytes from `bytes` on are of `set`.
Bits members(const ByteSet& set, const char* bytes);

/// How many bytes at the start of `text` are all of `set`.
std::size_t run_length(const ByteSet& set, std::string_view text);

/// The first run of `set` from `floor` on that has `least` bytes or more; a run that began earlier
/// counts from there. Looks at few bytes where there is none.
std::optional<Run> next_run(std::string_view text, const ByteSet& set, std::size_t least,
                            std::size_t floor);

/// From this many bytes on a run is found by looking at every byte, of which few have to be looked
/// at twice: next_run() is quicker from about twice as many on (measured on logs).
inline constexpr std::size_t dense_run = 32;

/// The first run of `set` from `floor` on that has dense_run bytes or more.
std::optional<Run> next_dense_run(std::string_view text, const ByteSet& set, std::size_t floor);

/// address_masks(), members(), run_length() and the beginning of next_dense_run(), or the end of
/// the text, as one kind of processor does them.
struct MaskWays {
    void (*addresses)(const char*, std::span<AddressMasks>);
    Bits (*members)(const ByteSet&, const char*);
    std::size_t (*run)(const ByteSet&, std::string_view);
    std::size_t (*dense)(const ByteSet&, std::string_view, std::size_t);
};

/// All that work here, the fastest first, which is the one in use.
std::vector<MaskWays> mask_ways();

}  // namespace diag::redact
