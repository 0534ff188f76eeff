// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/redact_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

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
    std::string_view held() const { return std::string_view(room_).substr(0, held_); }

    /// One read(2), appended.
    Result<> fill() {
        if (room_.size() < held_ + read_size) room_.resize(held_ + read_size);
        ssize_t count = 0;
        do count = ::read(input_, room_.data() + held_, read_size);
        while (count < 0 && errno == EINTR);
        if (count < 0) return from_errno(errno, "reading the input");
        const auto before = std::exchange(held_, held_ + static_cast<std::size_t>(count));
        ended_ = count == 0;
        newline_ = newline_ || held().find('\n', before) != std::string_view::npos;
        waiting_ = count < static_cast<ssize_t>(read_size);
        return {};
    }

    /// Whether to look for a place to cut: lines have come, and they are enough or the input
    /// pauses.
    bool worth_a_look() const { return ended_ || held_ >= piece_size || (newline_ && waiting_); }

    /// Redacts and writes what may be cut off.
    Result<> pass() {
        if (!worth_a_look()) return {};
        newline_ = false;
        auto length = ended_ ? held_ : redact::Redactor::safe_cut(held());
        if (length == 0 && held_ >= piece_size) length = redact::Redactor::forced_cut(held());
        if (length == 0) return {};
        const auto piece = held().substr(0, length);
        if (const auto done = redactor_.redact(piece, counts_, redacted_); !done)
            return refused(done.error().what, passed_);
        const auto written = write_text(output_, redacted_.text());
        forget(length);
        passed_ += length;
        if (written || written.error().fault != Fault::refused) return written;
        ended_ = true;
        return {};
    }

    void forget(std::size_t length) {
        const auto begin = room_.begin();
        std::copy(begin + static_cast<std::ptrdiff_t>(length),
                  begin + static_cast<std::ptrdiff_t>(held_), begin);
        held_ -= length;
    }

    static Error refused(const std::string& what, std::uint64_t at) {
        return {Fault::malformed, "the input cannot be redacted: " + what + " (from byte " +
                                      std::to_string(at) + " on, of which nothing was written)"};
    }

    int input_;
    int output_;
    const redact::Redactor& redactor_;
    redact::Redactions& counts_;
    std::string room_;      ///< stays as long as it ever was: to fill it with zeros costs a pass
    std::size_t held_ = 0;  ///< bytes of it that were read and not yet passed
    redact::Redacted redacted_ = redact::fixed_text("");  ///< its room is used again
    std::uint64_t passed_ = 0;                            ///< bytes of the input that are done with
    bool newline_ = false;                                ///< one came since the last look
    bool waiting_ = false;  ///< the last read found less than it could have
    bool ended_ = false;
};

}  // namespace

Result<> redact_stream(int input, int output, const redact::Redactor& redactor,
                       redact::Redactions& counts) {
    return Stream(input, output, redactor, counts).run();
}

}  // namespace diag::commands
