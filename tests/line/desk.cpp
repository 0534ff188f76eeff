// SPDX-License-Identifier: Apache-2.0
#include "desk.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/json.hpp"

namespace diag::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;
using Tls = asio::ssl::stream<tcp::socket>;
using Socket = websocket::stream<Tls>;
constexpr auto told = asio::as_tuple(asio::use_awaitable);

Subject subject(Role role, const std::string& host = {}) {
    const auto now = system_clock().now();
    return {.role = role,
            .name = std::string(name_of(role)),
            .level = {},
            .host = host,
            .from = now - 1h,
            .until = now + 24h};
}

PrivateKey new_key() {
    auto key = PrivateKey::generate();
    REQUIRE(key);
    return *key;
}

Holder new_authority() {
    auto key = new_key();
    auto certificate = self_signed(subject(Role::authority), key);
    REQUIRE(certificate);
    return {key, *certificate};
}

Holder issued(const Holder& by, const Subject& whom) {
    auto key = new_key();
    auto certificate = issue(whom, key, by.certificate, by.key);
    REQUIRE(certificate);
    return {key, *certificate};
}

}  // namespace

Keys::Keys() : authority(new_authority()), agent(issued(authority, subject(Role::agent))) {}
Holder Keys::desk(const std::string& host) const {
    return issued(authority, subject(Role::desk, host));
}

const Keys& keys() {
    static const Keys made;
    return made;
}

bool soon(const std::function<bool()>& true_now, std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!true_now()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(5ms);
    }
    return true;
}

struct Desk::Room {
    explicit Room(DeskHabits habits);
    ~Room() {
        io.stop();
        thread.join();
    }

    awaitable<void> accept();
    awaitable<void> serve(tcp::socket plain);
    awaitable<void> hold(std::shared_ptr<Socket> socket);
    awaitable<std::string> answer_poll(std::string body);
    void write_next(const std::shared_ptr<Socket>& socket, const std::string& text);
    void note(std::string text) {
        const std::scoped_lock lock(guard);
        heard.push_back(std::move(text));
    }

    const DeskHabits habits;
    const Holder holder;
    asio::io_context io{1};
    asio::ssl::context tls{asio::ssl::context::tls_server};
    tcp::acceptor acceptor;
    std::vector<std::weak_ptr<Socket>> open;
    std::deque<std::string> waiting;
    std::atomic<std::size_t> connections = 0, upgrades = 0, polls = 0;
    mutable std::mutex guard;
    std::vector<std::string> heard;
    std::thread thread;
};

Desk::Room::Room(DeskHabits given)
    : habits(std::move(given)),
      holder(keys().desk(habits.host)),
      acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), habits.port)) {
    auto* context = tls.native_handle();
    SSL_CTX_use_certificate(context, holder.certificate.native());
    SSL_CTX_use_PrivateKey(context, holder.key.native());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), keys().authority.certificate.native());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    asio::co_spawn(io, accept(), asio::detached);
    thread = std::thread([this] { io.run(); });
}

awaitable<void> Desk::Room::accept() {
    for (;;) {
        auto [error, socket] = co_await acceptor.async_accept(told);
        if (error) co_return;
        ++connections;
        asio::co_spawn(io, serve(std::move(socket)), asio::detached);
    }
}

awaitable<void> Desk::Room::serve(tcp::socket plain) {
    if (habits.swallows) {
        asio::steady_timer never(io, 1h);
        co_await never.async_wait(told);
        co_return;
    }
    Tls stream(std::move(plain), tls);
    auto [shaken] = co_await stream.async_handshake(asio::ssl::stream_base::server, told);
    if (shaken) co_return;
    beast::flat_buffer buffer;
    for (;;) {
        http::request<http::string_body> asked;
        auto [failed, size] = co_await http::async_read(stream, buffer, asked, told);
        if (failed) co_return;
        http::response<http::string_body> answer(http::status::not_found, 11);
        if (websocket::is_upgrade(asked)) {
            if (habits.upgrade == 101) {
                auto socket = std::make_shared<Socket>(std::move(stream));
                auto [refused] = co_await socket->async_accept(asked, told);
                if (!refused) co_await hold(socket);
                co_return;
            }
            answer.result(static_cast<unsigned>(habits.upgrade));
        } else if (asked.method() == http::verb::post && asked.target() == "/base/v1/poll") {
            answer.result(static_cast<unsigned>(habits.poll));
            if (habits.poll == 200) answer.body() = co_await answer_poll(asked.body());
        }
        answer.prepare_payload();
        auto [cut, sent] = co_await http::async_write(stream, answer, told);
        if (cut) co_return;
    }
}

awaitable<void> Desk::Room::hold(std::shared_ptr<Socket> socket) {
    ++upgrades;
    if (habits.slams) co_return;
    open.push_back(socket);
    if (habits.deaf) {
        asio::steady_timer never(io, 1h);
        co_await never.async_wait(told);
        co_return;
    }
    while (!waiting.empty()) {
        write_next(socket, waiting.front());
        waiting.pop_front();
    }
    for (;;) {
        beast::flat_buffer buffer;
        auto [failed, size] = co_await socket->async_read(buffer, told);
        if (failed) co_return;
        note(beast::buffers_to_string(buffer.data()));
    }
}

void Desk::Room::write_next(const std::shared_ptr<Socket>& socket, const std::string& text) {
    // Blocking is fine here: what tests say is short.
    error_code ignored;
    socket->text(true);
    socket->write(asio::buffer(text), ignored);
}

awaitable<std::string> Desk::Room::answer_poll(std::string body) {
    const auto asked = json::parse(body);
    const bool waits = asked && json::integer_at(*asked, "wait").value_or(0) > 0;
    if (asked)
        for (const auto& each : json::list_at(*asked, "messages")) note(json::write(each));
    for (int i = 0; waits && waiting.empty() && i < 200; ++i) {
        asio::steady_timer timer(io, 5ms);
        co_await timer.async_wait(told);
    }
    ++polls;
    std::string messages;
    // What is said belongs to the poll that waits.
    for (; waits && !waiting.empty(); waiting.pop_front())
        messages += (messages.empty() ? "" : ",") + waiting.front();
    co_return "{\"messages\":[" + messages + "]}";
}

Desk::Desk(DeskHabits habits) : room_(std::make_unique<Room>(std::move(habits))) {}
Desk::~Desk() = default;
std::uint16_t Desk::port() const { return room_->acceptor.local_endpoint().port(); }

HttpsPlace Desk::place() const {
    HttpsPlace place;
    place.host = "127.0.0.1";
    place.port = port();
    place.authority = keys().authority.certificate;
    place.certificate = &keys().agent.certificate;
    place.key = &keys().agent.key;
    return place;
}

void Desk::say(const std::string& text) {
    asio::post(room_->io, [room = room_.get(), text] {
        bool said = false;
        for (const auto& each : room->open)
            if (const auto socket = each.lock(); socket && socket->is_open()) {
                room->write_next(socket, text);
                said = true;
            }
        if (!said) room->waiting.push_back(text);
    });
}

std::vector<std::string> Desk::heard() const {
    const std::scoped_lock lock(room_->guard);
    return room_->heard;
}
std::size_t Desk::heard(const std::string& words) const {
    std::size_t count = 0;
    for (const auto& each : heard()) count += each.find(words) != std::string::npos;
    return count;
}
std::size_t Desk::connections() const { return room_->connections; }
std::size_t Desk::upgrades() const { return room_->upgrades; }
std::size_t Desk::polls() const { return room_->polls; }

}  // namespace diag::test
