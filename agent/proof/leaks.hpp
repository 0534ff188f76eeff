// SPDX-License-Identifier: Apache-2.0
// What must not leave: literals, and what has to stand around each for it to be a leak.
#pragma once

#include <span>
#include <string_view>

namespace diag::proof {

/// A literal is met by one pair of its bytes, the rarest in logs.
struct Literal {
    std::string_view words;
    std::size_t pair = 0;  ///< where in `words` that pair is
    bool either_case = false;
    std::string_view family;
    /// Whether [from, to), which are the words, leak in this text. Looks a bounded way.
    bool (*leaks)(std::string_view text, std::size_t from, std::size_t to);
    /// Of one byte: what stands behind it, in either case, as a pair is two.
    std::string_view behind = {};
};

std::span<const Literal> literals();

/// Whether `words` stand at `at`.
bool stands_at(std::string_view text, std::size_t at, const Literal& literal);

/// The value that begins at `at`: up to white space, a quote, or what parts values; at most 64.
std::string_view value_at(std::string_view text, std::size_t at);

/// A stand-in of redaction: "[secret:1f2e3d4c]", "secret-1f2e3d4c".
bool is_mark(std::string_view value);

}  // namespace diag::proof
