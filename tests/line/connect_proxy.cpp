// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <thread>

#include "desk.hpp"
#include "platform/base64.hpp"
#include "platform/text.hpp"

namespace diag::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::ip::tcp;
constexpr auto told = asio::as_tuple(asio::use_awaitable);

awaitable<void> pump(std::shared_ptr<tcp::socket> from, std::shared_ptr<tcp::socket> to) {
    std::array<char, 8192> block{};
    for (;;) {
        auto [failed, size] = co_await from->async_read_some(asio::buffer(block), told);
        if (failed) break;
        auto [cut, sent] = co_await asio::async_write(*to, asio::buffer(block, size), told);
        if (cut) break;
    }
    from->close();
    to->close();
}

}  // namespace

struct ConnectProxy::Room {
    explicit Room(std::string login)
        : wanted(login.empty() ? "" : "Basic " + base64(login)),
          acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(io, accept(), asio::detached);
        thread = std::thread([this] { io.run(); });
    }
    ~Room() {
        io.stop();
        thread.join();
    }

    awaitable<void> accept() {
        for (;;) {
            auto [error, socket] = co_await acceptor.async_accept(told);
            if (error) co_return;
            auto client = std::make_shared<tcp::socket>(std::move(socket));
            asio::co_spawn(io, serve(client), asio::detached);
        }
    }
    awaitable<void> serve(std::shared_ptr<tcp::socket> client) {
        beast::flat_buffer buffer;
        http::request<http::empty_body> asked;
        auto [failed, size] = co_await http::async_read(*client, buffer, asked, told);
        if (failed) co_return;
        http::response<http::empty_body> answer(http::status::ok, 11);
        const auto port = natural(std::string_view(asked.target()).substr(10));
        if (!wanted.empty() && asked[http::field::proxy_authorization] != wanted) {
            answer.result(http::status::proxy_authentication_required);
            answer.set(http::field::proxy_authenticate, "Basic realm=\"here\"");
        } else if (!asked.target().starts_with("127.0.0.1:") || !port) {
            answer.result(http::status::forbidden);
        }
        auto server = std::make_shared<tcp::socket>(io);
        if (answer.result() == http::status::ok) {
            const tcp::endpoint there(asio::ip::address_v4::loopback(),
                                      static_cast<std::uint16_t>(*port));
            auto [gone] = co_await server->async_connect(there, told);
            if (gone) answer.result(http::status::bad_gateway);
        }
        auto [cut, sent] = co_await http::async_write(*client, answer, told);
        if (cut || answer.result() != http::status::ok) co_return;
        ++passed;
        asio::co_spawn(io, pump(client, server), asio::detached);
        co_await pump(server, client);
    }

    const std::string wanted;
    asio::io_context io{1};
    tcp::acceptor acceptor;
    std::atomic<std::size_t> passed = 0;
    std::thread thread;
};

ConnectProxy::ConnectProxy(std::string login) : room_(std::make_unique<Room>(std::move(login))) {}
ConnectProxy::~ConnectProxy() = default;
std::uint16_t ConnectProxy::port() const { return room_->acceptor.local_endpoint().port(); }
std::size_t ConnectProxy::passed() const { return room_->passed; }

}  // namespace diag::test
