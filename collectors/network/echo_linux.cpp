// SPDX-License-Identifier: Apache-2.0
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "collectors/network/echo.hpp"
#include "collectors/network/endpoint.hpp"
#include "platform/descriptor.hpp"

namespace diag::network {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t largest = 65'000;
constexpr std::size_t echo_header = 8;
constexpr std::size_t ipv4_header = 20;
constexpr std::size_t ipv6_header = 40;
constexpr std::size_t small_data = 24;
constexpr std::size_t times_each = 2;
constexpr std::size_t most_packets = 200;

/// A packet on its way; its place in the list is its sequence number.
struct Sent {
    Steady::time_point at;
    std::size_t size = 0;  ///< of the whole packet; 0: a small one
    bool answered = false;
};

struct Line {
    Descriptor socket;
    Endpoint to;
    bool raw = false;
    std::uint16_t id = 0;
    std::vector<Sent> packets;

    bool is_ipv6() const { return to.family() == AF_INET6; }
    bool waits() const {
        return socket &&
               std::ranges::any_of(packets, [](const Sent& each) { return !each.answered; });
    }
};

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

std::string packet_of(const Line& line, std::uint16_t number, std::size_t data) {
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
bool set_options(const Line& line) {
    const int probe = line.is_ipv6() ? int{IPV6_PMTUDISC_PROBE} : int{IP_PMTUDISC_PROBE};
    const int on = 1;
    const int level = line.is_ipv6() ? int{IPPROTO_IPV6} : int{IPPROTO_IP};
    const int discover = line.is_ipv6() ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
    const int errors = line.is_ipv6() ? IPV6_RECVERR : IP_RECVERR;
    return ::setsockopt(line.socket.get(), level, discover, &probe, sizeof probe) == 0 &&
           ::setsockopt(line.socket.get(), level, errors, &on, sizeof on) == 0;
}

void open(Line& line, EchoRecord& record, const EchoPlan& plan, std::uint16_t id) {
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

void note_told(EchoRecord& record, std::size_t mtu, std::string teller) {
    if (mtu == 0 || (record.told != 0 && record.told <= mtu)) return;
    record.told = mtu;
    record.teller = std::move(teller);
}

/// What routers, or our own kernel, said of packets that were sent (IP_RECVERR of ip(7)).
void read_errors(const Line& line, EchoRecord& record) {
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

void send_one(Line& line, EchoRecord& record, std::size_t size) {
    if (!line.socket || line.packets.size() >= most_packets || size > largest) return;
    const auto header = echo_header + (line.is_ipv6() ? ipv6_header : ipv4_header);
    const auto data = size == 0 ? small_data : size - std::min(size, header);
    const auto bytes = packet_of(line, static_cast<std::uint16_t>(line.packets.size()), data);
    line.packets.push_back({Steady::now(), size, false});
    if (size == 0) ++record.sent;
    ssize_t sent = ::send(line.socket.get(), bytes.data(), bytes.size(), 0);
    if (sent < 0 && errno != EAGAIN) {
        // What was said of an earlier packet is told once by the next call.
        read_errors(line, record);
        sent = ::send(line.socket.get(), bytes.data(), bytes.size(), 0);
    }
    if (sent >= 0 || errno == EAGAIN) return;
    line.packets.back().answered = true;  // nothing is to be waited for
    if (errno != EMSGSIZE && record.error.empty()) record.error = errno_word(errno);
}

void take(Line& line, EchoRecord& record, std::string_view bytes) {
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

void receive(Line& line, EchoRecord& record) {
    read_errors(line, record);
    std::string buffer(largest, '\0');
    for (std::size_t i = 0; i < most_packets; ++i) {
        const auto got = ::recv(line.socket.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno != EAGAIN && i < 2) continue;  // an error that was told above
        if (got < 0) return;
        take(line, record, {buffer.data(), static_cast<std::size_t>(got)});
    }
}

/// Takes what comes until `until`, or until nothing is missing any more.
void listen(std::vector<Line>& lines, std::vector<EchoRecord>& records, Steady::time_point until,
            bool to_the_end) {
    while (true) {
        std::vector<pollfd> waiting;
        std::vector<std::size_t> numbers;
        for (std::size_t i = 0; i < lines.size(); ++i)
            if (lines[i].waits()) {
                waiting.push_back({lines[i].socket.get(), POLLIN, 0});
                numbers.push_back(i);
            }
        const auto left = std::chrono::duration_cast<milliseconds>(until - Steady::now());
        if (left.count() <= 0 || (waiting.empty() && !to_the_end)) return;
        const int ready = ::poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
        if (ready <= 0) continue;
        for (std::size_t i = 0; i < waiting.size(); ++i)
            if (waiting[i].revents != 0) receive(lines[numbers[i]], records[numbers[i]]);
    }
}

void finish(EchoRecord& record) {
    if (record.received > 0) record.mean_ms /= static_cast<double>(record.received);
    std::ranges::sort(record.arrived, std::ranges::greater{});
    const auto same = std::ranges::unique(record.arrived);
    record.arrived.erase(same.begin(), same.end());
}

}  // namespace

std::vector<EchoRecord> send_echoes(const std::vector<EchoPlan>& plans, milliseconds apart,
                                    milliseconds patience) {
    std::vector<Line> lines(plans.size());
    std::vector<EchoRecord> records(plans.size());
    std::size_t rounds = 0;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        // A raw socket hears the echoes of all: each line has a number of its own.
        open(lines[i], records[i], plans[i],
             static_cast<std::uint16_t>(static_cast<std::size_t>(::getpid()) + i));
        rounds = std::max(rounds, plans[i].echoes);
        records[i].sizes = plans[i].sizes;
        std::ranges::sort(records[i].sizes, std::ranges::greater{});
    }
    for (std::size_t round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < plans.size(); ++i)
            if (round < plans[i].echoes) send_one(lines[i], records[i], 0);
        if (round + 1 < rounds) listen(lines, records, Steady::now() + apart, true);
    }
    for (std::size_t time = 0; time < times_each; ++time) {
        for (std::size_t i = 0; i < plans.size(); ++i)
            for (const auto size : records[i].sizes) send_one(lines[i], records[i], size);
        listen(lines, records, Steady::now() + milliseconds{5}, false);
    }
    listen(lines, records, Steady::now() + patience, false);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].socket) read_errors(lines[i], records[i]);
        finish(records[i]);
    }
    return records;
}

}  // namespace diag::network
