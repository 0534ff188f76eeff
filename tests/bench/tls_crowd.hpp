// SPDX-License-Identifier: Apache-2.0
// Many TLS clients in one process, each with a certificate of its own: what load programs share.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "platform/authority.hpp"

namespace diag::bench {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using Stream = asio::ssl::stream<beast::tcp_stream>;
using std::chrono::steady_clock;

/// Whatever goes wrong here ends the measurement: there is nothing to fall back to.
[[noreturn]] inline void give_up(const std::string& why) {
    std::cerr << "idle_agents: " << why << '\n';
    std::exit(1);
}

template <class T>
T or_give_up(Result<T> got) {
    if (!got) give_up(got.error().what);
    return std::move(*got);
}

/// "agent-" and a UUIDv7 whose last digits are the number.
inline std::string name_of_agent(unsigned number) {
    char text[64];
    std::snprintf(text, sizeof text, "agent-018f2a3c-4d5e-7f80-9123-%012x", number);
    return text;
}

/// The desk's directory, and what its authority issues for a load program: a key and
/// certificate an agent.
class Crowd {
public:
    explicit Crowd(const std::filesystem::path& desk)
        : authority_(or_give_up(certificate_from_file(desk / "ca.pem"))),
          authority_key_(or_give_up(private_key_from_file(desk / "ca.key"))),
          engineer_(or_give_up(certificate_from_file(desk / "engineer.pem"))),
          engineer_key_(or_give_up(private_key_from_file(desk / "engineer.key"))) {
        context_.load_verify_file((desk / "ca.pem").native());
        context_.set_verify_mode(asio::ssl::verify_peer);
        SSL_CTX_set_mode(context_.native_handle(), SSL_MODE_RELEASE_BUFFERS);
    }

    std::unique_ptr<Stream> agent(asio::io_context& loop, unsigned number) {
        const auto now = system_clock().now();
        const Subject subject{.role = Role::agent,
                              .name = name_of_agent(number),
                              .level = {},
                              .host = {},
                              .from = now - std::chrono::hours{1},
                              .until = now + std::chrono::hours{24}};
        const auto key = or_give_up(PrivateKey::generate());
        return stream(loop, or_give_up(issue(subject, key, authority_, authority_key_)), key);
    }
    std::unique_ptr<Stream> engineer(asio::io_context& loop) {
        return stream(loop, engineer_, engineer_key_);
    }

private:
    std::unique_ptr<Stream> stream(asio::io_context& loop, const Certificate& certificate,
                                   const PrivateKey& key) {
        auto made = std::make_unique<Stream>(loop, context_);
        auto* tls = made->native_handle();
        if (SSL_use_certificate(tls, certificate.native()) != 1 ||
            SSL_use_PrivateKey(tls, key.native()) != 1 || SSL_set1_host(tls, "localhost") != 1)
            give_up("openssl does not take a certificate");
        SSL_set_tlsext_host_name(tls, "localhost");
        return made;
    }

    asio::ssl::context context_{asio::ssl::context::tls_client};
    Certificate authority_;
    PrivateKey authority_key_;
    Certificate engineer_;
    PrivateKey engineer_key_;
};

/// Connects from one of eight addresses of loopback, 28,000 ports each, and shakes hands.
inline asio::awaitable<void> reach(Stream& stream, std::uint16_t port, unsigned number) {
    auto& socket = beast::get_lowest_layer(stream).socket();
    socket.open(tcp::v4());
    const asio::ip::address_v4 from(0x7f000002U + number % 8);
    socket.bind(tcp::endpoint(from, 0));
    const tcp::endpoint to(asio::ip::address_v4::loopback(), port);
    co_await socket.async_connect(to, asio::use_awaitable);
    socket.set_option(tcp::no_delay(true));
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
}

}  // namespace diag::bench
