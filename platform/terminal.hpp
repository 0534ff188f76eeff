// SPDX-License-Identifier: Apache-2.0
// Is a person watching, how wide is the window, are colours welcome; and output that fails
// honestly.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag {

/// A terminal is at the other end of the descriptor.
bool is_terminal(int descriptor);

/// Asks on the terminal `output` and reads one line, without its newline, from the terminal
/// `input`, which shows nothing of it. Waits as long as the person takes.
///
/// Fails with refused where either is no terminal or the person stops (Ctrl-C, Ctrl-D), full past
/// 1000 bytes.
Result<std::string> ask_secret(std::string_view question, int input, int output);

/// Columns of the terminal (TIOCGWINSZ), else COLUMNS of the environment, else 80; 40 to 200, as
/// longer lines are hard to read.
std::size_t terminal_width(int descriptor);

/// Colours are wanted: a terminal, TERM neither empty nor "dumb", and no NO_COLOR in the
/// environment that is not empty (no-color.org).
bool colour_wanted(int descriptor);

/// Writes all of `text`. Fails with refused when the reader has gone (EPIPE, where SIGPIPE is
/// ignored), full when the disk is, io otherwise.
Result<> write_text(int descriptor, std::string_view text);

/// Writes to standard output and returns an exit code: done, also when the reader has gone, as that
/// was its wish; failed after a sentence on standard error otherwise.
int print(std::string_view text);

}  // namespace diag
