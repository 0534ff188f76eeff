// SPDX-License-Identifier: Apache-2.0
// What crosses between the halves, as bytes: two lengths of 32 bits (the greatest byte first), a
// head of JSON, a body of any bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::halves {

struct Frame {
    json::object head;
    std::string body;
};

/// Headers of an HTTP answer are the longest thing in one: 16 KiB, written as JSON.
inline constexpr std::size_t longest_head = 256 << 10;
/// Of what carries no headers: words for people, each byte of which may take six (RFC 8259, 7).
inline constexpr std::size_t longest_plain_head = 32 << 10;
/// An HTTP answer, and a message of the line.
inline constexpr std::size_t longest_body_in = (1 << 20) + 4096;
/// A piece of a bundle (upload::ChunkSize::most).
inline constexpr std::size_t longest_body_out = (8 << 20) + 4096;

std::string bytes_of(const Frame& frame);

/// Frames from bytes as they come, in pieces of any size.
class Frames {
public:
    explicit Frames(std::size_t longest_body) : longest_body_(longest_body) {}

    void feed(std::string_view bytes);
    /// The next whole one; nothing where more bytes are wanted. Fails with full where it says that
    /// it is longer than it may be, before any of it is kept; malformed where its head is no JSON
    /// object, or too long for one without headers. After that nothing makes sense any more.
    Result<std::optional<Frame>> next();
    /// Whether the beginning of one is here.
    bool begun() const { return done_ < bytes_.size(); }

private:
    std::size_t longest_body_;
    std::string bytes_;
    std::size_t done_ = 0;  ///< of them, what was handed over
};

}  // namespace diag::halves
