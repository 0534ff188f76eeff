// SPDX-License-Identifier: Apache-2.0
// What a worker says to its parent, piece by piece, over a pipe.
//
// A frame is its length (4 bytes, little endian, of what follows), its kind (1 byte) and its text.
// Frames that arrived whole count, whatever becomes of the worker afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::run {

enum class FrameKind : char {
    give = 'g',        ///< name, NUL, 'v' and the value or 'e', the fault, a space and the words
    attach = 'a',      ///< an Attachment as JSON
    doing = 'd',       ///< what is being done now
    passed = 'p',      ///< a stream::Passed as JSON
    progress = 'r',    ///< bytes read of the attachment being passed, decimal, space, its name
    stood_in = 's',    ///< kind, NUL, stand-in, NUL, what it stands for: only where asked
    denied = 'n',      ///< a call of the kernel that it made and was denied
    unfiltered = 'u',  ///< why no call is denied to it
    neared = 'w',      ///< of the parent's own making: it will soon be ended, and why
    exhausted = 'm',   ///< an allocation failed
    threw = 'x',       ///< an exception reached the top
    done = 'z',        ///< all was given; what it cost, as JSON
};

struct Frame {
    FrameKind kind = FrameKind::doing;
    std::string text;
};

/// Longest frame taken, in bytes: no worker's budget is above it.
inline constexpr std::size_t frame_limit = std::size_t{64} << 20;

std::string encoded(FrameKind kind, std::string_view text);

/// Puts frames together again from whatever pieces the pipe hands over.
class FrameReader {
public:
    void feed(std::string_view bytes) { buffer_ += bytes; }

    /// The next whole frame, nothing when more bytes are needed, malformed for what is no frame.
    Result<std::optional<Frame>> next();

private:
    std::string buffer_;
    std::size_t start_ = 0;
};

/// What a `stood_in` frame tells. Views into its text.
struct StoodIn {
    std::string_view kind, stand_in, original;
};
std::string stood_in_text(const StoodIn& told);
std::optional<StoodIn> stood_in_from(std::string_view text);

/// Text of a `give` frame.
std::string given_text(std::string_view name, const Result<std::string>& value);

struct Given {
    std::string name;
    Result<std::string> value;
};
Result<Given> given_from(std::string_view text);

}  // namespace diag::run
