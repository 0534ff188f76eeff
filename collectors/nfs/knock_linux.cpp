// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <chrono>
#include <memory>

#include "collectors/nfs/knock.hpp"
#include "platform/descriptor.hpp"

namespace diag::nfs {
namespace {

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

/// 0, or the errno of the connection.
int connect_within(const addrinfo& to, milliseconds patience) {
    const Descriptor socket(
        ::socket(to.ai_family, to.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, to.ai_protocol));
    if (socket.get() < 0) return errno;
    if (::connect(socket.get(), to.ai_addr, to.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd waiting{socket.get(), POLLOUT, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(patience.count()));
    if (ready < 0) return errno;
    if (ready == 0) return ETIMEDOUT;
    int failure = 0;
    socklen_t length = sizeof failure;
    if (::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &failure, &length) != 0) return errno;
    return failure;
}

}  // namespace

Step knock(const std::string& address, std::uint16_t port, milliseconds patience) {
    Step step{.name = "connect", .more = {{"port", port}}};
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list) != 0) {
        step.error = errno_name(EADDRNOTAVAIL);
        return step;
    }
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
    const auto start = std::chrono::steady_clock::now();
    const int failure = connect_within(*addresses, patience);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    step.ms = took.count();
    if (failure != 0) step.error = errno_name(failure);
    return step;
}

}  // namespace diag::nfs
