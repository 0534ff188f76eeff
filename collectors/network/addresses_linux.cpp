// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>

#include "collectors/network/addresses.hpp"
#include "collectors/network/endpoint.hpp"
#include "platform/descriptor.hpp"
#include "platform/text.hpp"

namespace diag::network {
namespace {

constexpr std::size_t most_addresses = 1024;
constexpr unsigned dad_failed = 0x08;  // IFA_F_DADFAILED of linux/if_addr.h
constexpr std::uint16_t discard_port = 9;

struct FreeInterfaces {
    void operator()(ifaddrs* list) const { ::freeifaddrs(list); }
};

/// The bytes of an address of either family; empty for others.
std::string bytes_of(const sockaddr* address) {
    if (!address) return {};
    if (address->sa_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, address, sizeof four);
        return {reinterpret_cast<const char*>(&four.sin_addr), sizeof four.sin_addr};
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, address, sizeof six);
        return {reinterpret_cast<const char*>(&six.sin6_addr), sizeof six.sin6_addr};
    }
    return {};
}

int bits_in(const std::string& mask) {
    int bits = 0;
    for (const char byte : mask) bits += std::popcount(static_cast<unsigned char>(byte));
    return bits;
}

socklen_t length_of(int family) {
    return family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

}  // namespace

std::vector<Address> own_addresses() {
    std::vector<Address> all;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return all;
    const std::unique_ptr<ifaddrs, FreeInterfaces> interfaces(list);
    for (const auto* each = list; each; each = each->ifa_next) {
        if (!each->ifa_addr || (each->ifa_flags & IFF_LOOPBACK) != 0) continue;
        const auto bytes = bytes_of(each->ifa_addr);
        if (bytes.empty() || all.size() >= most_addresses) continue;
        all.push_back(
            {.device = each->ifa_name,
             .address = address_text(each->ifa_addr, length_of(each->ifa_addr->sa_family)),
             .prefix = bits_in(bytes_of(each->ifa_netmask))});
    }
    return all;
}

std::string source_toward(const std::string& address) {
    const auto to = endpoint_of(address, discard_port);
    if (!to) return {};
    const Descriptor socket(::socket(to->family(), SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket || ::connect(socket.get(), to->get(), to->length) != 0) return {};
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) != 0) return {};
    return address_text(reinterpret_cast<const sockaddr*>(&own), length);
}

std::vector<std::string> refused_addresses(std::string_view if_inet6) {
    std::vector<std::string> all;
    for (const auto line : lines_of(if_inet6)) {
        const auto words = words_of(line);
        // Address, device's number, prefix, scope, flags, name (hexadecimal).
        if (words.size() < 6 || words[0].size() != 32 || words[4].size() != 2) continue;
        const auto low = std::string_view("0123456789abcdef").find(lower(words[4][1]));
        if (low == std::string_view::npos || (low & dad_failed) == 0) continue;
        std::string text;
        for (std::size_t i = 0; i < 32; i += 4)
            text += (text.empty() ? "" : ":") + std::string(words[0].substr(i, 4));
        std::array<char, INET6_ADDRSTRLEN> plain{};
        in6_addr address{};
        if (::inet_pton(AF_INET6, text.c_str(), &address) == 1 &&
            ::inet_ntop(AF_INET6, &address, plain.data(), plain.size()))
            all.emplace_back(plain.data());
    }
    return all;
}

bool same_network(const std::string& one, const std::string& other, int prefix) {
    const auto left = endpoint_of(one, 0);
    const auto right = endpoint_of(other, 0);
    if (!left || !right || left->family() != right->family() || prefix < 0) return false;
    const auto a = bytes_of(left->get());
    const auto b = bytes_of(right->get());
    for (std::size_t i = 0; i < a.size() && static_cast<std::size_t>(prefix) > i * 8; ++i) {
        const auto bits = std::min<std::size_t>(8, static_cast<std::size_t>(prefix) - i * 8);
        const auto mask = 0xFFu << (8 - bits) & 0xFFu;
        if ((static_cast<unsigned char>(a[i]) & mask) != (static_cast<unsigned char>(b[i]) & mask))
            return false;
    }
    return !a.empty();
}

json::value to_json(const Address& address) {
    return {{"device", address.device},
            {"address", address.address},
            {"prefix", address.prefix},
            {"conflict", address.conflict}};
}

}  // namespace diag::network
