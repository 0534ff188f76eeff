// SPDX-License-Identifier: Apache-2.0
#include "platform/http.hpp"

#include <arpa/inet.h>
#include <doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "platform/descriptor.hpp"
#include "platform/names.hpp"

using namespace diag;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds patience = 700ms;

/// Takes connections on a loopback port, says the same to each, and may then keep silent.
class Peer {
public:
    explicit Peer(std::function<void(int)> speak) : speak_(std::move(speak)) {
        listener_ = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        REQUIRE(::bind(listener_.get(), generic, length) == 0);
        REQUIRE(::listen(listener_.get(), 16) == 0);
        ::getsockname(listener_.get(), generic, &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~Peer() {
        done_ = true;
        thread_.join();
    }

    HttpOutcome ask(const std::string& scheme = "http", std::size_t limit = 1000) const {
        HttpRequest request;
        request.scheme = scheme;
        request.host = "127.0.0.1";
        request.port = port_;
        return system_http().ask({request}, limit, patience).front();
    }
    std::uint16_t port() const { return port_; }

private:
    void serve() {
        std::vector<Descriptor> open;
        while (!done_) {
            pollfd waiting{listener_.get(), POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            open.emplace_back(::accept(listener_.get(), nullptr, nullptr));
            speak_(open.back().get());
        }
    }

    std::function<void(int)> speak_;
    Descriptor listener_;
    std::uint16_t port_ = 0;
    std::atomic<bool> done_{false};
    std::thread thread_;
};

std::function<void(int)> says(std::string text) {
    return [text = std::move(text)](int connection) {
        char block[4096];
        [[maybe_unused]] const auto heard = ::read(connection, block, sizeof block);
        [[maybe_unused]] const auto said = ::write(connection, text.data(), text.size());
        ::shutdown(connection, SHUT_WR);
    };
}

}  // namespace

TEST_CASE("http: an answer comes with its status, headers, body and who gave it") {
    const Peer peer(says("HTTP/1.1 200 OK\r\nServer: Jetty\r\nContent-Length: 5\r\n\r\nhello"));

    const auto answer = peer.ask();

    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body == "hello");
    CHECK_FALSE(answer->body_cut);
    CHECK(header_of(answer->headers, "server") == "Jetty");
    CHECK(answer->address == "127.0.0.1");
    CHECK_FALSE(answer->tls);
}

TEST_CASE("http: a redirect is an answer, not an order") {
    const Peer peer(
        says("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
             "Content-Length: 0\r\n\r\n"));

    const auto answer = peer.ask();

    REQUIRE(answer);
    CHECK(answer->status == 302);
}

TEST_CASE("http: a body is cut at the limit, whether it says its length or not") {
    const std::string body(5000, 'x');
    const Peer told(says("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n" + body));
    const Peer untold(says("HTTP/1.1 200 OK\r\n\r\n" + body));

    for (const auto* peer : {&told, &untold}) {
        const auto answer = peer->ask();
        REQUIRE(answer);
        CHECK(answer->status == 200);
        CHECK(answer->body_cut);
        CHECK(answer->body.size() <= 1000);
    }
}

TEST_CASE("http: who says nothing, or not what HTTP is, is told from who is not there") {
    const Peer silent([](int) {});
    const Peer other(says("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
    const Peer cut(says("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"));
    const Peer endless(says("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')));

    CHECK(silent.ask().error().fault == Fault::timed_out);
    CHECK(silent.ask("https").error().what.find("TLS handshake") != std::string::npos);
    CHECK(other.ask().error().fault == Fault::malformed);
    CHECK(other.ask("https").error().fault == Fault::malformed);
    CHECK(cut.ask().error().fault == Fault::io);
    CHECK(endless.ask().error().fault == Fault::malformed);

    std::uint16_t free_port = 0;
    {
        const Peer gone([](int) {});
        free_port = gone.port();
    }
    HttpRequest request;
    request.host = "127.0.0.1";
    request.port = free_port;
    CHECK(system_http().ask({request}, 10, patience).front().error().fault == Fault::refused);
}

TEST_CASE("http: whether anybody took the connection is told, whatever failed after it") {
    const Peer silent([](int) {});
    const Peer other(says("SSH-2.0-OpenSSH_9.2p1 Debian\r\n"));
    const Peer cut(says(""));
    for (const auto* peer : {&silent, &other, &cut})
        for (const std::string scheme : {"http", "https"}) {
            const auto outcome = peer->ask(scheme);
            CHECK_FALSE(outcome);
            CHECK(outcome.connected);
        }
    const Peer sound(says("HTTP/1.1 204 Nothing\r\n\r\n"));
    CHECK(sound.ask().connected);

    HttpRequest nobody;
    nobody.host = "127.0.0.1";
    {
        const Peer gone([](int) {});
        nobody.port = gone.port();
    }
    auto nowhere = nobody;
    nowhere.host = "no such name";
    for (const auto& outcome : system_http().ask({nobody, nowhere}, 10, patience)) {
        CHECK_FALSE(outcome);
        CHECK_FALSE(outcome.connected);
    }
}

TEST_CASE("http: a hundred silent peers take no longer than one") {
    const Peer silent([](int) {});
    std::vector<HttpRequest> requests(100);
    for (auto& request : requests) {
        request.host = "127.0.0.1";
        request.port = silent.port();
    }
    const auto start = std::chrono::steady_clock::now();

    const auto answers = system_http().ask(requests, 10, patience);

    CHECK(answers.size() == 100);
    CHECK(std::chrono::steady_clock::now() - start < patience + 3s);
}

TEST_CASE("http: a header given twice is kept twice") {
    const Peer peer(says("HTTP/1.1 200 OK\r\nX-Node: a\r\nX-Node: b\r\nContent-Length: 0\r\n\r\n"));

    const auto answer = peer.ask();

    REQUIRE(answer);
    REQUIRE(answer->headers.size() == 3);
    CHECK(answer->headers[1].second == "b");
}

TEST_CASE("http: more peers than we hold connections are all asked") {
    const Peer peer(says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    std::vector<HttpRequest> requests(300);
    for (auto& request : requests) {
        request.host = "127.0.0.1";
        request.port = peer.port();
    }

    const auto answers = system_http().ask(requests, 10, 10s);

    CHECK(
        std::ranges::all_of(answers, [](const auto& each) { return each && each->status == 200; }));
}

TEST_CASE("names: addresses are taken as they are, names are asked, nonsense is refused") {
    const auto answers = addresses_of(
        {"127.0.0.1", "[::1]", "::1", "localhost", "no such name", "", "nowhere.invalid"}, 3s);

    CHECK(*answers[0] == Addresses{"127.0.0.1"});
    CHECK(*answers[1] == Addresses{"::1"});
    CHECK(*answers[2] == Addresses{"::1"});
    REQUIRE(answers[3]);
    CHECK(is_address(answers[3]->front()));
    CHECK(answers[4].error().fault == Fault::malformed);
    CHECK(answers[5].error().fault == Fault::malformed);
    CHECK_FALSE(answers[6]);
    CHECK_FALSE(is_address("1.2.3"));
}

TEST_CASE("names: this machine is known by its names and addresses, not by what looks like them") {
    CHECK(is_loopback("localhost"));
    CHECK(is_loopback("127.0.0.2"));
    CHECK_FALSE(is_loopback("127.example"));
    CHECK(is_wildcard("::"));
    CHECK_FALSE(is_wildcard("::1"));
}

TEST_CASE("names: why a name was not found can be told without it") {
    for (const auto& host : {"nowhere-at-all.invalid", "not a name"}) {
        const auto failed = addresses_of({host}, milliseconds{3'000}).front();
        REQUIRE_FALSE(failed);
        CHECK(unnamed_reason(failed.error()).find(host) == std::string::npos);
        CHECK_FALSE(unnamed_reason(failed.error()).empty());
    }
}
