// SPDX-License-Identifier: Apache-2.0
// Numbers that stand for a face: what a network made of it, from which it can be found again. How
// they are told from figures that tell of a server stands in docs/decisions/0011.
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Fewest numbers of a vector that is looked for. Networks for faces give 128 to 2048.
inline constexpr std::size_t least_numbers = 64;

/// Whether `bytes` are numbers of IEEE 754 of 4 or 8 bytes in either order, as vectors hold them:
/// nearly all between 1e-7 and 64 in size, which one in nine of any other bytes is.
bool are_floats(std::string_view bytes);

/// What is known of numbers met in a row.
struct Row {
    std::size_t count = 0;
    std::size_t fine = 0;    ///< with four decimals or more, or an exponent
    std::size_t coarse = 0;  ///< with two or three
    std::size_t negative = 0;
    std::size_t positive = 0;
    double squares = 0;
};

/// Whether a row of numbers in text is such a vector.
bool is_embedding(const Row& row);

/// Takes rows of numbers written out in text: lists of JSON, and between commas, blanks, newlines.
void find_vectors(Reading& reading);

}  // namespace diag::redact
