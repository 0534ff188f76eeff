// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "platform/command_line.hpp"
#include "platform/files.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::size_t narrowest = 40;
constexpr std::size_t widest = 200;

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// A descriptor another process made non-blocking refuses with EAGAIN: wait until it takes more.
void wait_writable(int descriptor) {
    pollfd waited{descriptor, POLLOUT, 0};
    poll(&waited, 1, -1);
}

}  // namespace

bool is_terminal(int descriptor) { return isatty(descriptor) == 1; }

std::size_t terminal_width(int descriptor) {
    winsize window{};
    std::size_t width = 80;
    if (ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0)
        width = window.ws_col;
    else if (const auto columns = natural(environment("COLUMNS")); columns && *columns > 0)
        width = static_cast<std::size_t>(std::min<std::uint64_t>(*columns, widest));
    return std::clamp(width, narrowest, widest);
}

bool colour_wanted(int descriptor) {
    const auto term = environment("TERM");
    return is_terminal(descriptor) && !term.empty() && term != "dumb" &&
           environment("NO_COLOR").empty();
}

Result<> write_text(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(descriptor, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            wait_writable(descriptor);
        } else if (errno == EPIPE) {
            return Error{Fault::refused, "the reader of the output has gone"};
        } else if (errno != EINTR) {
            return from_errno(errno, "writing the output");
        }
    }
    return {};
}

int print(std::string_view text) {
    const auto written = write_text(STDOUT_FILENO, text);
    if (written || written.error().fault == Fault::refused) return exit_code::done;
    log::error(written.error().what);
    return exit_code::failed;
}

}  // namespace diag
