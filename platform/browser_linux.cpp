// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <string_view>
#include <vector>

#include "platform/browser.hpp"
#include "platform/child.hpp"

namespace diag {
namespace {

constexpr milliseconds patience{2'000};

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value && *value;
}

/// What a desktop's programs find their screen, bus and settings by.
std::vector<std::string> desktop_environment() {
    std::vector<std::string> all{"PATH=/usr/local/bin:/usr/bin:/bin"};
    for (const char* name :
         {"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP",
          "XDG_DATA_DIRS", "XDG_CONFIG_DIRS", "DBUS_SESSION_BUS_ADDRESS", "DESKTOP_SESSION", "HOME",
          "USER", "LANG", "LC_ALL", "BROWSER"})
        if (is_set(name)) all.push_back(std::string(name) + "=" + std::getenv(name));
    return all;
}

}  // namespace

bool has_screen() { return is_set("DISPLAY") || is_set("WAYLAND_DISPLAY"); }

Result<> open_in_browser(const std::string& file) {
    // In a group of its own: ours is killed with us.
    auto child = Child::start({.program = "/usr/bin/setsid",
                               .argv = {"setsid", "--fork", "xdg-open", file},
                               .environment = desktop_environment()});
    if (!child) return child.error();
    const auto ended = child->wait(patience);
    if (!ended) return Error{Fault::timed_out, "xdg-open: still being started"};
    if (ended->exit_code != 0 || ended->signal != 0)
        return Error{Fault::absent, "xdg-open could not be started"};
    return {};
}

}  // namespace diag
