// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include "platform/descriptor.hpp"
#include "platform/service_state.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

std::string_view variable(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : value;
}

/// To the microsecond: a reload that is stamped before it was asked for is not believed.
std::int64_t monotonic_us() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1000;
}

/// The words of sd_notify(3); MONOTONIC_USEC is what a reload is known by (systemd 253).
std::string words_of(ServiceState state) {
    switch (state) {
        case ServiceState::ready:
            return "READY=1";
        case ServiceState::reloading:
            return "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic_us());
        case ServiceState::stopping:
            return "STOPPING=1";
        case ServiceState::alive:
            return "WATCHDOG=1";
    }
    return {};
}

}  // namespace

void tell_service_state(ServiceState state) {
    const auto name = variable("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (name.size() < 2 || name.size() >= sizeof address.sun_path) return;
    if (name.front() != '/' && name.front() != '@') return;
    const Descriptor socket{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    if (!socket) return;
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = offsetof(sockaddr_un, sun_path) + name.size();
    const auto words = words_of(state);
    (void)::sendto(socket.get(), words.data(), words.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                   reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(size));
}

std::optional<milliseconds> watchdog_patience() {
    const auto whose = variable("WATCHDOG_PID");
    if (!whose.empty() && integer(whose) != ::getpid()) return {};
    const auto span = integer(variable("WATCHDOG_USEC"));
    if (!span || *span < 1000) return {};
    return milliseconds(*span / 1000);
}

}  // namespace diag
