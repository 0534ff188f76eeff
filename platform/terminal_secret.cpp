// SPDX-License-Identifier: Apache-2.0
// A line that is typed and not shown.
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "platform/files.hpp"
#include "platform/terminal.hpp"

namespace diag {
namespace {

constexpr std::size_t longest = 1000;

/// A terminal that shows nothing of what is typed, until this ends.
class Hidden {
public:
    explicit Hidden(int terminal) : terminal_(terminal) {
        if (tcgetattr(terminal, &before_) != 0) return;
        auto hidden = before_;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHONL | ISIG);
        hidden.c_lflag |= ICANON;
        // A signal would end us with the terminal still hidden: Ctrl-C ends the line instead.
        hidden.c_cc[VEOL] = before_.c_cc[VINTR];
        // What was typed before the question, and shown, is no answer to it.
        is_ = tcsetattr(terminal, TCSAFLUSH, &hidden) == 0;
    }
    Hidden(const Hidden&) = delete;
    Hidden& operator=(const Hidden&) = delete;
    ~Hidden() {
        if (is_) tcsetattr(terminal_, TCSADRAIN, &before_);
    }

    explicit operator bool() const { return is_; }
    bool stops(char typed) const { return typed == static_cast<char>(before_.c_cc[VINTR]); }

private:
    int terminal_;
    bool is_ = false;
    termios before_{};
};

Result<std::string> typed_line(int input, const Hidden& hidden) {
    const Error stopped{Fault::refused, "stopped: no answer was given"};
    std::string line;
    while (line.size() <= longest) {
        char typed = 0;
        const auto count = ::read(input, &typed, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return from_errno(errno, "reading from the terminal");
        if (count == 0 || hidden.stops(typed)) return stopped;
        if (typed == '\n') return line;
        line += typed;
    }
    return Error{Fault::full, "the answer is longer than " + std::to_string(longest) + " bytes"};
}

}  // namespace

Result<std::string> ask_secret(std::string_view question, int input, int output) {
    if (!is_terminal(input) || !is_terminal(output))
        return Error{Fault::refused, "there is no terminal to ask on"};
    const Hidden hidden(input);
    if (!hidden) return from_errno(errno, "hiding what is typed");
    if (const auto asked = write_text(output, question); !asked) return asked.error();
    auto line = typed_line(input, hidden);
    if (const auto ended = write_text(output, "\n"); !ended && line) return ended.error();
    return line;
}

}  // namespace diag
