// SPDX-License-Identifier: Apache-2.0
// One socket for echoes to one address, and what was sent over it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

#include "collectors/network/echo.hpp"
#include "collectors/network/endpoint.hpp"
#include "platform/descriptor.hpp"

namespace diag::network {

/// A packet on its way; its place in the list is its sequence number.
struct SentEcho {
    std::chrono::steady_clock::time_point at;
    std::size_t size = 0;  ///< of the whole packet; 0: a small one
    bool answered = false;
    bool left = false;  ///< this machine
};

struct EchoLine {
    Descriptor socket;
    Endpoint to;
    bool raw = false;
    std::uint16_t id = 0;
    std::vector<SentEcho> packets;

    bool is_ipv6() const { return to.family() == AF_INET6; }
    bool waits() const {
        return socket &&
               std::ranges::any_of(packets, [](const SentEcho& each) { return !each.answered; });
    }
};

/// Opens the socket, or notes why there is none. `id` is for raw ones, which hear the echoes of
/// all.
void open(EchoLine& line, EchoRecord& record, const EchoPlan& plan, std::uint16_t id);

/// Sends a packet of `size` bytes, 0: a small one; at most 200 over one line.
void send_one(EchoLine& line, EchoRecord& record, std::size_t size);

/// What routers, or our own kernel, said of packets that were sent (IP_RECVERR of ip(7)).
void read_errors(const EchoLine& line, EchoRecord& record);

/// Takes all that has come.
void receive(EchoLine& line, EchoRecord& record);

}  // namespace diag::network
