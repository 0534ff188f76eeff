// SPDX-License-Identifier: Apache-2.0
// As much of MQTT 3.1.1 as a load program speaks.
#pragma once

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <string_view>

#include "tests/bench/tls_crowd.hpp"

namespace diag::bench {

/// Length in two bytes, then the text (1.5.3).
inline std::string of_length(std::string_view text) {
    std::string all{static_cast<char>(text.size() >> 8), static_cast<char>(text.size() & 0xff)};
    return all.append(text);
}

/// Type and flags, remaining length (MQTT 3.1.1, 2.2.3), the rest.
inline std::string packet(unsigned char type, const std::string& rest) {
    std::string all(1, static_cast<char>(type));
    for (auto left = rest.size();;) {
        const auto digit = left % 128;
        left /= 128;
        all += static_cast<char>(digit | (left > 0 ? 128U : 0U));
        if (left == 0) break;
    }
    return all + rest;
}

/// A control packet as it came.
struct Packet {
    unsigned char type = 0;
    std::string rest;
};

inline asio::awaitable<Packet> next_packet(Stream& stream) {
    Packet got;
    unsigned char byte = 0;
    co_await asio::async_read(stream, asio::buffer(&got.type, 1), asio::use_awaitable);
    std::size_t length = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
        co_await asio::async_read(stream, asio::buffer(&byte, 1), asio::use_awaitable);
        length |= static_cast<std::size_t>(byte & 127U) << shift;
        if ((byte & 128U) == 0) break;
    }
    got.rest.resize(length);
    if (length > 0) co_await asio::async_read(stream, asio::buffer(got.rest), asio::use_awaitable);
    co_return got;
}

/// CONNECT, CONNACK.
inline asio::awaitable<void> greet_broker(Stream& stream, const std::string& client) {
    // Clean start, no keep-alive.
    std::string rest = of_length("MQTT");
    rest += std::string("\x04\x02\x00\x00", 4) + of_length(client);
    const auto connect = packet(0x10, rest);
    co_await asio::async_write(stream, asio::buffer(connect), asio::use_awaitable);
    const auto answer = co_await next_packet(stream);
    if (answer.type != 0x20 || answer.rest.size() != 2 || answer.rest[1] != 0)
        give_up("the broker takes no connection");
}

}  // namespace diag::bench
