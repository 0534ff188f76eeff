// SPDX-License-Identifier: Apache-2.0
// The browser of whoever sits at this machine's screen.
#pragma once

#include <string>

#include "platform/result.hpp"

namespace diag {

/// DISPLAY or WAYLAND_DISPLAY says that there is a screen.
bool has_screen();

/// Hands a local file to xdg-open and does not wait for what comes of it: a browser that was
/// started for it stays when we end. A file rather than an address, since command lines can be read
/// by everybody on this machine (proc(5)). Fails with absent, denied, timed_out.
Result<> open_in_browser(const std::string& file);

}  // namespace diag
