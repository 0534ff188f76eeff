// SPDX-License-Identifier: Apache-2.0
#include <netdb.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "collectors/network/endpoint.hpp"

namespace diag::network {
namespace {

struct FreeAddresses {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

struct Named {
    int number;
    const char* name;
};
constexpr std::array named{Named{ECONNREFUSED, "ECONNREFUSED"},
                           Named{ETIMEDOUT, "ETIMEDOUT"},
                           Named{EHOSTUNREACH, "EHOSTUNREACH"},
                           Named{ENETUNREACH, "ENETUNREACH"},
                           Named{EHOSTDOWN, "EHOSTDOWN"},
                           Named{ECONNRESET, "ECONNRESET"},
                           Named{EACCES, "EACCES"},
                           Named{EPERM, "EPERM"},
                           Named{EMSGSIZE, "EMSGSIZE"},
                           Named{EADDRNOTAVAIL, "EADDRNOTAVAIL"},
                           Named{EMFILE, "EMFILE"},
                           Named{EAFNOSUPPORT, "EAFNOSUPPORT"}};

}  // namespace

std::optional<Endpoint> endpoint_of(const std::string& address, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list) != 0)
        return std::nullopt;
    const std::unique_ptr<addrinfo, FreeAddresses> addresses(list);
    Endpoint endpoint;
    if (addresses->ai_addrlen > sizeof endpoint.address) return std::nullopt;
    std::memcpy(&endpoint.address, addresses->ai_addr, addresses->ai_addrlen);
    endpoint.length = addresses->ai_addrlen;
    return endpoint;
}

std::string address_text(const sockaddr* address, socklen_t length) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(address, length, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) != 0)
        return {};
    return text.data();
}

std::string errno_word(int number) {
    for (const auto& each : named)
        if (each.number == number) return each.name;
    return "errno " + std::to_string(number);
}

}  // namespace diag::network
