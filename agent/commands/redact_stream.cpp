// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/redact_stream.hpp"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "platform/files.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

constexpr std::size_t read_size = 64 << 10;

class Stream {
public:
    Stream(int input, int output, const redact::Redactor& redactor, redact::Redactions& counts)
        : input_(input), output_(output), redactor_(redactor), counts_(counts) {}

    Result<> run() {
        while (!ended_) {
            if (const auto filled = fill(); !filled) return filled;
            if (const auto passed = pass(); !passed) return passed;
        }
        return {};
    }

private:
    /// One read(2), appended.
    Result<> fill() {
        const auto held = buffer_.size();
        buffer_.resize(held + read_size);
        ssize_t count = 0;
        do count = ::read(input_, buffer_.data() + held, read_size);
        while (count < 0 && errno == EINTR);
        buffer_.resize(held + static_cast<std::size_t>(count < 0 ? 0 : count));
        if (count < 0) return from_errno(errno, "reading the input");
        ended_ = count == 0;
        newline_ = newline_ || buffer_.find('\n', held) != buffer_.npos;
        waiting_ = count < static_cast<ssize_t>(read_size);
        return {};
    }

    /// Whether to look for a place to cut: lines have come, and they are enough or the input
    /// pauses.
    bool worth_a_look() const {
        return ended_ || buffer_.size() >= piece_size || (newline_ && waiting_);
    }

    /// Redacts and writes what may be cut off.
    Result<> pass() {
        if (!worth_a_look()) return {};
        newline_ = false;
        auto length = ended_ ? buffer_.size() : redact::Redactor::safe_cut(buffer_);
        if (length == 0 && buffer_.size() >= piece_size)
            length = redact::Redactor::forced_cut(buffer_);
        if (length == 0) return {};
        const auto piece = std::string_view(buffer_).substr(0, length);
        if (const auto done = redactor_.redact(piece, counts_, redacted_); !done)
            return refused(done.error().what, passed_);
        const auto written = write_text(output_, redacted_.text());
        buffer_.erase(0, length);
        passed_ += length;
        if (written || written.error().fault != Fault::refused) return written;
        ended_ = true;
        return {};
    }

    static Error refused(const std::string& what, std::uint64_t at) {
        return {Fault::malformed, "the input cannot be redacted: " + what + " (from byte " +
                                      std::to_string(at) + " on, of which nothing was written)"};
    }

    int input_;
    int output_;
    const redact::Redactor& redactor_;
    redact::Redactions& counts_;
    std::string buffer_;
    redact::Redacted redacted_ = redact::fixed_text("");  ///< its room is used again
    std::uint64_t passed_ = 0;  ///< bytes of the input that are done with
    bool newline_ = false;      ///< one came since the last look
    bool waiting_ = false;      ///< the last read found less than it could have
    bool ended_ = false;
};

}  // namespace

Result<> redact_stream(int input, int output, const redact::Redactor& redactor,
                       redact::Redactions& counts) {
    return Stream(input, output, redactor, counts).run();
}

}  // namespace diag::commands
