// SPDX-License-Identifier: Apache-2.0
// Reading what an RTSP or HTTP server sends, in pieces, without trusting a length it names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collectors/cameras/message.hpp"

namespace diag::cameras {

/// A binary frame between RTSP messages (RFC 2326 10.12), of which only the beginning is kept:
/// enough to read RTP and NAL headers, never enough to hold a picture.
struct Frame {
    unsigned channel = 0;
    std::size_t size = 0;   ///< of the whole payload
    std::string_view head;  ///< its first bytes, at most Reader::frame_head
};

/// What is wrong with what was sent; a Reader that met one reads no further.
enum class Violation {
    none,
    not_this_protocol,  ///< the first bytes are no status line of it
    long_header,        ///< more than 16 KiB of header
    long_body,          ///< a body of more than 32 KiB announced or sent
    bad_length,         ///< Content-Length or a chunk's is no number
};

std::string_view name_of(Violation violation);

/// One connection's input. Holds at most 16 KiB of header and 32 KiB of body whatever is sent.
class Reader {
public:
    static constexpr std::size_t frame_head = 1024;
    static constexpr std::size_t header_limit = 16 << 10;
    static constexpr std::size_t body_limit = 32 << 10;

    enum class Speaks { rtsp, http };
    explicit Reader(Speaks protocol) : http_(protocol == Speaks::http) {}

    /// What became whole. A frame's head points into the reader, until the next call.
    struct Item {
        std::optional<Response> response;
        std::optional<Frame> frame;
    };

    /// Takes from the front of `bytes` until something is whole, or `bytes` is empty.
    std::optional<Item> take(std::string_view& bytes);
    /// The peer closed: a body without a length is whole now.
    std::optional<Response> finish();

    Violation violation() const { return violation_; }
    /// Bytes between messages that were neither: skipped.
    std::uint64_t garbage() const { return garbage_; }
    /// Whether a message or frame has begun and is not whole.
    bool in_the_middle() const { return state_ != State::between; }

private:
    enum class State {
        between,
        header,
        body,
        until_close,
        chunk_size,
        chunk,
        chunk_end,
        trailer,
        frame_length,
        frame
    };

    bool take_between(std::string_view& bytes);
    bool take_line(std::string_view& bytes);
    bool take_name(std::string_view& bytes);
    bool take_header(std::string_view& bytes);
    bool begin_body();
    std::optional<Item> take_body(std::string_view& bytes);
    std::optional<Item> take_chunks(std::string_view& bytes);
    std::optional<Item> take_frame(std::string_view& bytes);
    void keep(std::string_view& bytes, std::uint64_t most);
    bool fail(Violation violation);
    Item whole();

    bool http_;
    State state_ = State::between;
    Violation violation_ = Violation::none;
    std::string held_;  ///< header text, a line, or a frame's beginning
    Response response_;
    std::uint64_t left_ = 0;  ///< of the body, chunk or frame
    Frame frame_;
    std::uint64_t garbage_ = 0;
    bool any_ = false;  ///< a message was read
};

}  // namespace diag::cameras
