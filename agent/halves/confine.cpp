// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/confine.hpp"

#include <netdb.h>

#include <array>
#include <atomic>

#include "platform/call_filter.hpp"
#include "platform/certificate.hpp"
#include "platform/confinement.hpp"
#include "platform/https.hpp"

namespace diag::halves {
namespace {

constexpr std::uint16_t name_service = 53;

// The names of calls live as long as the program, but for those of calls without one.
std::atomic<const char*> denied = nullptr;
constexpr const char* unnamed = "a call without a name here";

void note(std::string_view name) { denied = name.starts_with("call ") ? unnamed : name.data(); }

/// Libraries read their files at first use, which is to be now.
void have_libraries_ready() {
    addrinfo* found = nullptr;
    if (::getaddrinfo("localhost", nullptr, nullptr, &found) == 0) ::freeaddrinfo(found);
    [[maybe_unused]] const auto key = PrivateKey::generate();
    ready_tls();
}

}  // namespace

Result<Ready> confine(const Begin& begin) {
    have_libraries_ready();
    const std::array<std::filesystem::path, 5> files{
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"};
    const std::array ports{begin.proxy_host.empty() ? begin.port : begin.proxy_port, name_service};
    if (const auto gone = give_up_powers(); !gone) return gone.error();
    // What could not be had is told to who decides whether it will do.
    const bool by_files = static_cast<bool>(give_up_files(files, ports));
    const bool by_calls = static_cast<bool>(deny_other_calls(Calls::talking, note));
    return Ready{.files = by_files, .calls = by_calls};
}

std::string denied_call() {
    const auto* name = denied.exchange(nullptr);
    return name ? name : std::string();
}

}  // namespace diag::halves
