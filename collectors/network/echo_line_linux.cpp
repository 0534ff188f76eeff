// SPDX-License-Identifier: Apache-2.0
#include <ctime>
// errqueue.h has a timespec and does not say where from.
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "collectors/network/echo_line.hpp"

namespace diag::network {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t largest = 65'000;
constexpr std::size_t echo_header = 8;
constexpr std::size_t ipv4_header = 20;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t small_data = 24;
constexpr std::size_t most_packets = 200;

std::uint16_t checksum(const std::string& bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::uint16_t word = 0;
        std::memcpy(&word, bytes.data() + i, sizeof word);
        sum += word;
    }
    if (bytes.size() % 2 == 1) sum += static_cast<unsigned char>(bytes.back());
    while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

std::string packet_of(const EchoLine& line, std::uint16_t number, std::size_t data) {
    icmphdr header{};
    header.type = line.is_ipv6() ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
    header.un.echo.id = htons(line.id);
    header.un.echo.sequence = htons(number);
    std::string bytes(echo_header + data, 'd');
    std::memcpy(bytes.data(), &header, sizeof header);
    if (line.is_ipv6()) return bytes;  // the kernel's own sum (RFC 3542 3.1)
    header.checksum = checksum(bytes);
    std::memcpy(bytes.data(), &header, sizeof header);
    return bytes;
}

/// Packets must arrive whole, whatever the kernel believes of the path; what routers say is heard.
bool set_options(const EchoLine& line) {
    const int probe = line.is_ipv6() ? int{IPV6_PMTUDISC_PROBE} : int{IP_PMTUDISC_PROBE};
    const int on = 1;
    const int level = line.is_ipv6() ? int{IPPROTO_IPV6} : int{IPPROTO_IP};
    const int discover = line.is_ipv6() ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
    const int errors = line.is_ipv6() ? IPV6_RECVERR : IP_RECVERR;
    return ::setsockopt(line.socket.get(), level, discover, &probe, sizeof probe) == 0 &&
           ::setsockopt(line.socket.get(), level, errors, &on, sizeof on) == 0;
}

void note_told(EchoRecord& record, std::size_t mtu, std::string teller) {
    if (mtu == 0 || (record.told != 0 && record.told <= mtu)) return;
    record.told = mtu;
    record.teller = std::move(teller);
}

void take(EchoLine& line, EchoRecord& record, std::string_view bytes) {
    if (line.raw && !line.is_ipv6()) {
        if (bytes.empty()) return;
        const auto header = static_cast<std::size_t>(bytes.front() & 0xF) * 4;
        bytes.remove_prefix(std::min(header, bytes.size()));
    }
    icmphdr reply{};
    if (bytes.size() < sizeof reply) return;
    std::memcpy(&reply, bytes.data(), sizeof reply);
    const auto wanted = line.is_ipv6() ? int{ICMP6_ECHO_REPLY} : int{ICMP_ECHOREPLY};
    const std::size_t number = ntohs(reply.un.echo.sequence);
    if (reply.type != wanted || number >= line.packets.size()) return;
    if (line.raw && ntohs(reply.un.echo.id) != line.id) return;
    auto& packet = line.packets[number];
    if (packet.answered) return;
    packet.answered = true;
    const double ms = std::chrono::duration<double, std::milli>(Steady::now() - packet.at).count();
    if (packet.size != 0) {
        record.arrived.push_back(packet.size);
        return;
    }
    record.best_ms = record.received == 0 ? ms : std::min(record.best_ms, ms);
    record.worst_ms = std::max(record.worst_ms, ms);
    record.mean_ms += ms;
    ++record.received;
}

}  // namespace

void open(EchoLine& line, EchoRecord& record, const EchoPlan& plan, std::uint16_t id) {
    const auto to = endpoint_of(plan.address, 0);
    if (!to) {
        record.error = errno_word(EADDRNOTAVAIL);
        return;
    }
    line.to = *to;
    line.id = id;
    const int protocol = line.is_ipv6() ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP};
    line.socket =
        Descriptor(::socket(to->family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    if (!line.socket && (errno == EACCES || errno == EPERM || errno == EPROTONOSUPPORT)) {
        line.raw = true;
        line.socket =
            Descriptor(::socket(to->family(), SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
    }
    if (!line.socket || !set_options(line) ||
        ::connect(line.socket.get(), to->get(), to->length) != 0) {
        record.error = errno_word(errno);
        line.socket.reset();
    }
}

void read_errors(const EchoLine& line, EchoRecord& record) {
    for (std::size_t i = 0; i < most_packets; ++i) {
        std::array<char, 512> control{};
        std::array<char, 64> data{};
        iovec part{data.data(), data.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (::recvmsg(line.socket.get(), &message, MSG_ERRQUEUE) < 0) return;
        for (auto* each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
            if (each->cmsg_len < CMSG_LEN(sizeof(sock_extended_err) + sizeof(sockaddr_in)))
                continue;
            sock_extended_err failure{};
            std::memcpy(&failure, CMSG_DATA(each), sizeof failure);
            if (failure.ee_errno != EMSGSIZE) continue;
            const auto length = each->cmsg_len - CMSG_LEN(sizeof(sock_extended_err));
            sockaddr_storage from{};
            std::memcpy(&from, CMSG_DATA(each) + sizeof failure, std::min(length, sizeof from));
            note_told(record, failure.ee_info,
                      address_text(reinterpret_cast<const sockaddr*>(&from),
                                   static_cast<socklen_t>(std::min(length, sizeof from))));
        }
    }
}

void send_one(EchoLine& line, EchoRecord& record, std::size_t size) {
    if (!line.socket || line.packets.size() >= most_packets || size > largest) return;
    const auto header = echo_header + (line.is_ipv6() ? ipv6_header : ipv4_header);
    const auto data = size == 0 ? small_data : size - std::min(size, header);
    const auto bytes = packet_of(line, static_cast<std::uint16_t>(line.packets.size()), data);
    line.packets.push_back({Steady::now(), size});
    ssize_t sent = ::send(line.socket.get(), bytes.data(), bytes.size(), 0);
    if (sent < 0 && errno != EAGAIN) {
        // What was said of an earlier packet is told once by the next call.
        read_errors(line, record);
        sent = ::send(line.socket.get(), bytes.data(), bytes.size(), 0);
    }
    if (sent >= 0) {
        line.packets.back().left = true;
        if (size == 0) ++record.sent;
        return;
    }
    line.packets.back().answered = true;  // nothing is to be waited for
    if (errno != EAGAIN && errno != EMSGSIZE && record.error.empty())
        record.error = errno_word(errno);
}

void receive(EchoLine& line, EchoRecord& record) {
    read_errors(line, record);
    std::string buffer(largest, '\0');
    for (std::size_t i = 0; i < most_packets; ++i) {
        const auto got = ::recv(line.socket.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno != EAGAIN && i < 2) continue;  // an error that was told above
        if (got < 0) return;
        take(line, record, {buffer.data(), static_cast<std::size_t>(got)});
    }
}

}  // namespace diag::network
