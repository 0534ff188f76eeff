// SPDX-License-Identifier: Apache-2.0
// Thousands of agents that hold their line and do nothing, in one process; and how soon one of them
// has what was sent to it.
//
//   idle_agents desk PORT DESK_DIR COUNT REQUESTS_DIR    WebSockets at safr-desk serve
//   idle_agents mqtt PORT DESK_DIR COUNT MESSAGES        MQTT 3.1.1 at a broker with the same CA
//
// REQUESTS_DIR holds signed requests, ID.NUMBER.safrreq for the agent of that number. Prints
// "connected COUNT SECONDS" once all have their line; after a line on standard input sends one
// message after another, prints "latency COUNT P50 P99 MOST" (ms), and ends.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "agent/exchange/line.hpp"
#include "platform/text.hpp"
#include "tests/bench/mqtt.hpp"
#include "tests/bench/tls_crowd.hpp"

namespace diag::bench {
namespace {

namespace fs = std::filesystem;
namespace http = beast::http;
namespace line = exchange::line;
using asio::use_awaitable;
using Socket = beast::websocket::stream<Stream&>;

constexpr unsigned at_once = 64;       // handshakes under way
constexpr std::size_t payload = 4096;  // of an MQTT message: about what a request has
constexpr auto pause = std::chrono::milliseconds{20};

/// One message on its way: sent, then seen by its agent.
struct Parcel {
    unsigned agent = 0;
    std::string id, document;
    steady_clock::time_point sent{}, seen{};
};

class Load {
public:
    Load(std::string kind, std::uint16_t port, const fs::path& desk, unsigned count)
        : kind_(std::move(kind)), port_(port), crowd_(desk), count_(count) {}

    [[noreturn]] void run(std::vector<Parcel> parcels);

private:
    asio::awaitable<void> connect_some();
    asio::awaitable<void> hold_line(std::unique_ptr<Stream> stream, unsigned number);
    asio::awaitable<void> hold_topic(std::unique_ptr<Stream> stream, unsigned number);
    asio::awaitable<void> measure();
    asio::awaitable<void> post(Stream& stream, const Parcel& parcel);
    asio::awaitable<void> publish(Stream& stream, const Parcel& parcel);
    void there();
    Parcel* seen(unsigned agent);
    void tell() const;

    template <class Coroutine>
    void spawn(Coroutine coroutine, unsigned number) {
        asio::co_spawn(loop_, std::move(coroutine), [this, number](std::exception_ptr thrown) {
            if (!thrown || over_) return;
            try {
                std::rethrow_exception(thrown);
            } catch (const std::exception& error) {
                give_up(name_of_agent(number) + ": " + error.what());
            }
        });
    }

    std::string kind_;
    std::uint16_t port_;
    Crowd crowd_;
    unsigned count_, next_ = 0, connected_ = 0;
    asio::io_context loop_{1};
    steady_clock::time_point begun_ = steady_clock::now();
    std::vector<Parcel> parcels_;
    Parcel* under_way_ = nullptr;
    bool over_ = false;
};

std::string hello_of(unsigned number) {
    const auto name = name_of_agent(number);
    return line::text_of(line::Hello{"0.1.0", name.substr(6), 1, system_clock().now()});
}

asio::awaitable<void> Load::connect_some() {
    while (next_ < count_) {
        const auto number = next_++;
        auto stream = crowd_.agent(loop_, number);
        co_await reach(*stream, port_, number);
        if (kind_ == "desk")
            spawn(hold_line(std::move(stream), number), number);
        else
            spawn(hold_topic(std::move(stream), number), number);
    }
}

void Load::there() {
    if (++connected_ < count_) return;
    const std::chrono::duration<double> took = steady_clock::now() - begun_;
    std::cout << "connected " << connected_ << ' ' << took.count() << std::endl;
    spawn(measure(), 0);
}

Parcel* Load::seen(unsigned agent) {
    if (!under_way_ || under_way_->agent != agent || under_way_->seen != steady_clock::time_point{})
        return nullptr;
    under_way_->seen = steady_clock::now();
    return under_way_;
}

asio::awaitable<void> Load::hold_line(std::unique_ptr<Stream> stream, unsigned number) {
    Socket socket(*stream);
    socket.set_option(beast::websocket::stream_base::timeout::suggested(beast::role_type::client));
    socket.read_message_max(line::message_limit);
    co_await socket.async_handshake("localhost", "/v1/line", use_awaitable);
    const auto hello = hello_of(number);
    co_await socket.async_write(asio::buffer(hello), use_awaitable);
    there();
    for (;;) {
        beast::flat_buffer buffer;
        co_await socket.async_read(buffer, use_awaitable);
        const auto message = line::message_from(beast::buffers_to_string(buffer.data()));
        if (!message || !std::holds_alternative<line::Asked>(*message)) continue;
        const auto* parcel = seen(number);
        if (!parcel) continue;
        // Said, so that the desk does not offer it again.
        const auto stage = line::text_of(
            line::Staged{parcel->id, "declined", system_clock().now(), "a measurement", {}, {}});
        co_await socket.async_write(asio::buffer(stage), use_awaitable);
    }
}

asio::awaitable<void> Load::hold_topic(std::unique_ptr<Stream> stream, unsigned number) {
    co_await greet_broker(*stream, name_of_agent(number));
    std::string rest("\x00\x01", 2);
    rest += of_length("agents/" + name_of_agent(number));
    rest += '\x01';
    const auto subscribe = packet(0x82, rest);
    co_await asio::async_write(*stream, asio::buffer(subscribe), use_awaitable);
    const auto subscribed = co_await next_packet(*stream);
    if (subscribed.type != 0x90) give_up("the broker takes no subscription");
    there();
    for (;;) {
        const auto got = co_await next_packet(*stream);
        if ((got.type & 0xf0U) != 0x30) continue;
        static_cast<void>(seen(number));
        const auto topic = static_cast<std::size_t>(static_cast<unsigned char>(got.rest[0])) * 256 +
                           static_cast<unsigned char>(got.rest[1]);
        const auto taken = packet(0x40, got.rest.substr(2 + topic, 2));
        co_await asio::async_write(*stream, asio::buffer(taken), use_awaitable);
    }
}

asio::awaitable<void> Load::post(Stream& stream, const Parcel& parcel) {
    http::request<http::string_body> request{http::verb::post, "/v1/requests", 11};
    request.set(http::field::host, "localhost");
    request.body() = parcel.document;
    request.prepare_payload();
    co_await http::async_write(stream, request, use_awaitable);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    co_await http::async_read(stream, buffer, answer, use_awaitable);
    if (answer.result_int() != 201)
        give_up("the desk answers " + std::to_string(answer.result_int()) + ": " + answer.body());
}

asio::awaitable<void> Load::publish(Stream& stream, const Parcel& parcel) {
    std::string rest = of_length("agents/" + name_of_agent(parcel.agent));
    rest += std::string("\x00\x07", 2) + parcel.document;
    const auto message = packet(0x32, rest);
    co_await asio::async_write(stream, asio::buffer(message), use_awaitable);
    const auto taken = co_await next_packet(stream);
    if (taken.type != 0x40) give_up("the broker takes no message");
}

asio::awaitable<void> Load::measure() {
    asio::posix::stream_descriptor input(loop_, 0);
    std::string word;
    co_await asio::async_read_until(input, asio::dynamic_buffer(word), '\n', use_awaitable);
    auto stream = crowd_.engineer(loop_);
    co_await reach(*stream, port_, 0);
    if (kind_ == "mqtt") co_await greet_broker(*stream, "engineer");
    asio::steady_timer timer(loop_);
    for (auto& parcel : parcels_) {
        under_way_ = &parcel;
        parcel.sent = steady_clock::now();
        if (kind_ == "desk")
            co_await post(*stream, parcel);
        else
            co_await publish(*stream, parcel);
        for (int turn = 0; parcel.seen == steady_clock::time_point{} && turn < 500; ++turn) {
            timer.expires_after(pause);
            co_await timer.async_wait(use_awaitable);
        }
        if (parcel.seen == steady_clock::time_point{})
            give_up("a message never came: " + parcel.id);
        timer.expires_after(pause);
        co_await timer.async_wait(use_awaitable);
    }
    tell();
    over_ = true;
    loop_.stop();
}

void Load::tell() const {
    std::vector<double> ms;
    for (const auto& each : parcels_)
        ms.push_back(std::chrono::duration<double, std::milli>(each.seen - each.sent).count());
    if (ms.empty()) return;
    std::ranges::sort(ms);
    const auto at = [&](std::size_t percent) { return ms[(ms.size() - 1) * percent / 100]; };
    std::cout << "latency " << ms.size() << ' ' << at(50) << ' ' << at(99) << ' ' << ms.back()
              << std::endl;
}

void Load::run(std::vector<Parcel> parcels) {
    parcels_ = std::move(parcels);
    for (unsigned worker = 0; worker < at_once; ++worker) spawn(connect_some(), worker);
    loop_.run();
    std::_Exit(0);  // ten thousand goodbyes are not measured
}

std::vector<Parcel> requests_in(const fs::path& directory) {
    std::vector<Parcel> all;
    for (const auto& entry : fs::directory_iterator(directory)) {
        const auto name = entry.path().filename().native();
        const auto words = parts_of(name, '.');
        const auto number = words.size() == 3 ? natural(words[1]) : std::nullopt;
        if (!number) continue;
        std::stringstream document;
        document << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        all.push_back(
            {static_cast<unsigned>(*number), std::string(words[0]), document.str(), {}, {}});
    }
    return all;
}

std::vector<Parcel> messages(unsigned count, unsigned agents) {
    std::vector<Parcel> all;
    for (unsigned i = 0; i < count; ++i)
        all.push_back({i * 7919 % agents, std::to_string(i), std::string(payload, 'x'), {}, {}});
    return all;
}

}  // namespace
}  // namespace diag::bench

int main(int argc, char** argv) {
    using namespace diag::bench;
    const std::vector<std::string> given(argv + 1, argv + argc);
    const auto number = [&](std::size_t at) {
        return static_cast<unsigned>(diag::natural(given[at]).value_or(0));
    };
    if (given.size() != 5 || (given[0] != "desk" && given[0] != "mqtt") || number(3) == 0)
        give_up("usage: idle_agents desk|mqtt PORT DESK_DIR COUNT REQUESTS_DIR|MESSAGES");
    auto parcels = given[0] == "desk" ? requests_in(given[4]) : messages(number(4), number(3));
    Load(given[0], static_cast<std::uint16_t>(number(1)), given[2], number(3))
        .run(std::move(parcels));
}
