// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <thread>

#include "collectors/notifications/mx.hpp"
#include "platform/descriptor.hpp"

using namespace diag;
using namespace diag::notifications;

namespace {

network::NameAnswer said(std::vector<std::string> mail_hosts) {
    return {.server = "10.0.0.1", .name = "site.example", .mail_hosts = std::move(mail_hosts)};
}

/// A name server on one address of loopback. It answers each question with `flags` and one MX
/// record "m" where they say "found"; none of them where it is mute.
class NameServer {
public:
    NameServer(std::uint32_t host, std::uint16_t wanted, unsigned flags)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_port = htons(wanted);
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + host);
        REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
        socklen_t length = sizeof own;
        REQUIRE(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&own), &length) == 0);
        port = ntohs(own.sin_port);
        if (flags != 0)
            thread_ = std::jthread([this, flags](std::stop_token stop) { serve(stop, flags); });
    }

    std::uint16_t port = 0;
    std::atomic<int> asked = 0;

private:
    void serve(const std::stop_token& stop, unsigned flags) {
        using namespace std::string_literals;
        while (!stop.stop_requested()) {
            pollfd waiting{socket_.get(), POLLIN, 0};
            if (::poll(&waiting, 1, 20) != 1) continue;
            std::array<char, 512> buffer{};
            sockaddr_storage from{};
            socklen_t length = sizeof from;
            const auto got = ::recvfrom(socket_.get(), buffer.data(), buffer.size(), 0,
                                        reinterpret_cast<sockaddr*>(&from), &length);
            std::string reply(buffer.data(), static_cast<std::size_t>(got));
            const bool found = (flags & 0xF) == 0;
            reply[2] = static_cast<char>(flags >> 8);
            reply[3] = static_cast<char>(flags & 0xFF);
            reply[7] = found ? 1 : 0;
            if (found) reply += "\xC0\x0C\0\x0F\0\1\0\0\1\0\0\x06\0\x0A\1m\xC0\x0C"s;
            ++asked;
            ::sendto(socket_.get(), reply.data(), reply.size(), 0,
                     reinterpret_cast<sockaddr*>(&from), length);
        }
    }

    Descriptor socket_;
    std::jthread thread_;
};

constexpr unsigned found = 0x8180, refusing = 0x8185;

}  // namespace

TEST_CASE("notifications: the first name server that knows is asked alone") {
    NameServer first(0, 0, found), second(1, first.port, found);

    const auto answers = ask_mx({"127.0.0.1", "127.0.0.2"}, {"a.example", "b.example"},
                                milliseconds{4'000}, first.port);

    REQUIRE(answers.size() == 2);
    REQUIRE(answers[1]);
    CHECK(answers[1]->hosts == std::vector<std::string>{"m.b.example"});
    CHECK(answers[1]->server == "127.0.0.1");
    CHECK(second.asked == 0);
}

TEST_CASE("notifications: the next name server is asked where one is silent or refuses") {
    for (const unsigned flags : {0u, refusing}) {
        NameServer first(0, 0, flags), second(1, first.port, found);

        const auto answers =
            ask_mx({"127.0.0.1", "127.0.0.2"}, {"a.example"}, milliseconds{2'000}, first.port);

        REQUIRE(answers.front());
        CHECK(answers.front()->server == "127.0.0.2");
    }
}

TEST_CASE("notifications: a name server that refuses is told, not one that is silent") {
    NameServer first(0, 0, 0), second(1, first.port, refusing);

    const auto answers =
        ask_mx({"127.0.0.1", "127.0.0.2"}, {"a.example"}, milliseconds{400}, first.port);

    CHECK(answers.front().error().fault == Fault::refused);
}

TEST_CASE("notifications: a domain that no question can hold is no fault of a name server") {
    NameServer first(0, 0, found);

    const auto answers =
        ask_mx({"127.0.0.1"}, {"m\xC3\xBCller.example"}, milliseconds{400}, first.port);

    CHECK(answers.front().error().what == "not the name of a domain");
    CHECK(first.asked == 0);
}

TEST_CASE("notifications: a domain's mail hosts come with who told them") {
    const auto mx = mx_from(said({"mail.site.example", "last.site.example"}));

    REQUIRE(mx);
    CHECK(mx->hosts == std::vector<std::string>{"mail.site.example", "last.site.example"});
    CHECK(mx->server == "10.0.0.1");
    CHECK_FALSE(mx->takes_no_mail);
}

TEST_CASE("notifications: a domain that wants no mail, one that is none, one that says nothing") {
    CHECK(mx_from(said({""}))->takes_no_mail);
    CHECK_FALSE(mx_from(said({}))->takes_no_mail);
    auto none = said({});
    none.code = 3;
    CHECK(mx_from(none)->no_such_domain);
}

TEST_CASE("notifications: a name server that knows nothing is told by how it failed") {
    auto refusing = said({});
    refusing.code = 5;
    CHECK(mx_from(refusing).error().fault == Fault::refused);
    auto failing = said({});
    failing.code = 2;
    CHECK(mx_from(failing).error().fault == Fault::io);
    auto silent = said({});
    silent.error = "ETIMEDOUT";
    CHECK(mx_from(silent).error().fault == Fault::timed_out);
    auto garbled = said({});
    garbled.error = "malformed";
    CHECK(mx_from(garbled).error().fault == Fault::malformed);
}

TEST_CASE("notifications: without name servers every domain is left without an answer") {
    const auto answers = ask_mx({}, {"site.example", "other.example"}, milliseconds{100});

    REQUIRE(answers.size() == 2);
    CHECK(answers[1].error().fault == Fault::timed_out);
}
