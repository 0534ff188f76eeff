// SPDX-License-Identifier: Apache-2.0
#include "platform/web_server.hpp"

#include <arpa/inet.h>
#include <doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "platform/descriptor.hpp"
#include "tests/platform/told.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using test::Told;
using namespace std::chrono_literals;

namespace {

struct Body final : WebBody {
    explicit Body(std::atomic<std::size_t>& all) : bytes(all) {}
    Result<> take(std::string_view piece) override {
        bytes += piece.size();
        if (piece.find("no more") != std::string_view::npos) return Error{Fault::refused, "enough"};
        return {};
    }
    WebOutcome finish() override { return WebAnswer{.body = std::to_string(bytes)}; }
    WebAnswer refusal(const Error& error) override { return web_error(422, error.what); }
    std::atomic<std::size_t>& bytes;
};

std::unique_ptr<WebServer> plain(WebService& service, milliseconds patience = 5s,
                                 std::size_t most = 100) {
    auto server = WebServer::start({.most_connections = most, .patience = patience}, service);
    REQUIRE(server);
    return std::move(*server);
}

/// A raw connection: what HTTP libraries would not send.
class Raw {
public:
    explicit Raw(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) ==
                0);
    }
    void say(std::string_view text) const {
        ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL);
    }
    /// All until the server closes, or `span` passed without a byte.
    std::string rest(milliseconds span = 3s) const {
        std::string all;
        char block[4096];
        pollfd waiting{socket_.get(), POLLIN, 0};
        while (::poll(&waiting, 1, static_cast<int>(span.count())) > 0) {
            const auto got = ::recv(socket_.get(), block, sizeof block, 0);
            if (got <= 0) return all + "|closed";
            all.append(block, static_cast<std::size_t>(got));
        }
        return all;
    }

private:
    Descriptor socket_;
};

const auto get = [](std::string_view path, std::string_view more = "") {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
};

}  // namespace

TEST_CASE("web server: several requests of a connection are answered in their order") {
    Told service;
    service.answer = [](const WebHead& head) {
        return WebAnswer{.body = head.method + " " + head.path + "?" + head.query + ";"};
    };
    const auto server = plain(service);
    const Raw raw(server->port());

    raw.say(get("/a?b=c") + get("/d", "Connection: close\r\n"));

    const auto said = raw.rest();
    CHECK(said.find("GET /a?b=c;") < said.find("GET /d?;"));
    CHECK(said.ends_with("|closed"));
}

TEST_CASE("web server: a body is taken as it comes, whatever its length") {
    Told service;
    std::atomic<std::size_t> bytes{0};
    service.answer = [&](const WebHead&) { return std::make_unique<Body>(bytes); };
    const auto server = plain(service);
    const Raw raw(server->port());

    raw.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\nConnection: close\r\n\r\n");
    const std::string piece(300'000, 'x');
    for (int i = 0; i < 10; ++i) raw.say(piece);

    CHECK(raw.rest().find("3000000") != std::string::npos);
    CHECK(bytes == 3'000'000);
}

TEST_CASE("web server: what came of a body counts when the line is cut in its middle") {
    Told service;
    std::atomic<std::size_t> bytes{0};
    service.answer = [&](const WebHead&) { return std::make_unique<Body>(bytes); };
    const auto server = plain(service);

    {
        const Raw raw(server->port());
        raw.say("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" +
                std::string(10'000, 'x'));
    }

    for (int i = 0; i < 100 && bytes < 10'000; ++i) std::this_thread::sleep_for(20ms);
    CHECK(bytes == 10'000);
}

TEST_CASE("web server: an answer that comes before the body is over reaches the client") {
    Told service;
    std::atomic<std::size_t> bytes{0};
    service.answer = [&](const WebHead& head) -> WebReception {
        if (head.path == "/refused") return web_error(403, "not you");
        return std::make_unique<Body>(bytes);
    };
    const auto server = plain(service);

    const Raw refused(server->port()), enough(server->port());
    refused.say("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n" +
                std::string(1'000'000, 'x'));
    enough.say("POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nno more" +
               std::string(100'000, 'x'));

    CHECK(refused.rest().find("403") != std::string::npos);
    CHECK(enough.rest().find("enough") != std::string::npos);
}

TEST_CASE("web server: an answer may come later, from another thread, or never") {
    Told service;
    std::shared_ptr<WebLater> kept;
    service.answer = [&](const WebHead& head) {
        const bool soon = head.path == "/soon";
        return WebWait{.patience = soon ? 5s : 200ms,
                       .otherwise = WebAnswer{.body = "nothing new"},
                       .begin = [&, soon](std::shared_ptr<WebLater> later) {
                           kept = later;
                           if (soon) std::jthread([later] { later->answer({.body = "news"}); });
                       }};
    };
    auto server = plain(service);
    const Raw soon(server->port()), never(server->port());

    soon.say(get("/soon", "Connection: close\r\n"));
    CHECK(soon.rest().find("news") != std::string::npos);
    never.say(get("/never", "Connection: close\r\n"));
    CHECK(never.rest().find("nothing new") != std::string::npos);

    server.reset();
    kept->answer({.body = "too late"});  // does nothing, and no harm
}

TEST_CASE("web server: a part of a file is a body, and a HEAD has none") {
    Told service;
    const test::Scratch scratch;
    std::ofstream(scratch.path() / "file") << "0123456789";
    service.answer = [&](const WebHead&) {
        return WebAnswer{.status = 206, .file = WebFile{scratch.path() / "file", 2, 5}};
    };
    const auto server = plain(service);
    const Raw whole(server->port()), head(server->port());

    whole.say(get("/", "Connection: close\r\n"));
    head.say("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    CHECK(whole.rest().ends_with("23456|closed"));
    CHECK(head.rest().ends_with("\r\n\r\n|closed"));
}

TEST_CASE("web server: who says nothing, too much or nonsense is sent away") {
    Told service;
    service.answer = [](const WebHead&) { return WebAnswer{}; };
    const auto server = plain(service, 300ms);
    const Raw silent(server->port()), slow(server->port()), nonsense(server->port()),
        longwinded(server->port());

    slow.say("GET / HT");
    nonsense.say("\x16\x03\x01 is no HTTP\r\n\r\n");
    longwinded.say(get("/", "X: " + std::string(20'000, 'x') + "\r\n"));

    CHECK(silent.rest() == "|closed");
    CHECK(slow.rest() == "|closed");
    CHECK(nonsense.rest().find("400") != std::string::npos);
    CHECK(longwinded.rest().find("400") != std::string::npos);
}

TEST_CASE("web server: connections past the limit are closed at once, the others live on") {
    Told service;
    service.answer = [](const WebHead&) { return WebAnswer{.body = "fine"}; };
    const auto server = plain(service, 5s, 2);
    const Raw first(server->port()), second(server->port());
    first.say(get("/"));
    CHECK(first.rest(300ms).find("fine") != std::string::npos);

    const Raw third(server->port());

    CHECK(third.rest() == "|closed");
    second.say(get("/"));
    CHECK(second.rest(300ms).find("fine") != std::string::npos);
    CHECK(server->figures().turned_away == 1);
}

TEST_CASE("web server: what a service throws is an answer, and the server lives on") {
    Told service;
    service.answer = [](const WebHead& head) -> WebReception {
        if (head.path == "/bad") throw std::runtime_error("on purpose");
        return WebAnswer{.body = "fine"};
    };
    const auto server = plain(service);
    const Raw raw(server->port());

    raw.say(get("/bad") + get("/good", "Connection: close\r\n"));

    const auto said = raw.rest();
    CHECK(said.find(" 500 ") != std::string::npos);
    CHECK(said.find("fine") != std::string::npos);
}

TEST_CASE("web server: the same port twice is refused, and an address that is none") {
    Told service;
    const auto server = plain(service);

    const auto again = WebServer::start({.port = server->port()}, service);
    const auto nowhere = WebServer::start({.address = "desk.example"}, service);

    REQUIRE_FALSE(again);
    CHECK(again.error().fault == Fault::refused);
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().fault == Fault::malformed);
}
