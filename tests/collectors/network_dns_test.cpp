// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "collectors/network/ask_names.hpp"
#include "collectors/network/dns.hpp"
#include "collectors/network/echo.hpp"
#include "collectors/network/knock.hpp"
#include "platform/descriptor.hpp"

using namespace diag;
using namespace diag::network;

namespace {

std::string query() { return *dns_query(0x1234, "nas01.site", RecordType::a); }

std::string with_flags(std::string message, unsigned flags, char answers) {
    message[2] = static_cast<char>(flags >> 8);
    message[3] = static_cast<char>(flags & 0xFF);
    message[7] = answers;
    return message;
}

/// The query turned into its answer with one address, 10.0.0.5.
std::string answer_to(const std::string& asked) {
    using namespace std::string_literals;
    return with_flags(asked, 0x8180, 1) + "\xC0\x0C\0\1\0\1\0\0\0\5\0\4\x0A\0\0\5"s;
}

/// A socket of this test on loopback, on a port of its own.
struct Host {
    Descriptor socket;
    std::uint16_t port = 0;

    explicit Host(int kind, std::uint16_t wanted = 0)
        : socket(::socket(AF_INET, kind | SOCK_CLOEXEC, 0)) {
        sockaddr_in own{};
        own.sin_family = AF_INET;
        own.sin_port = htons(wanted);
        own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
        socklen_t length = sizeof own;
        REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&own), &length) == 0);
        port = ntohs(own.sin_port);
    }

    bool waits(int ms) const {
        pollfd waiting{socket.get(), POLLIN, 0};
        return ::poll(&waiting, 1, ms) == 1;
    }

    /// Answers one datagram with what `make` makes of it; gives up after five seconds.
    template <class Make>
    void answer_one(Make make) const {
        if (!waits(5'000)) return;
        std::array<char, 512> buffer{};
        sockaddr_storage from{};
        socklen_t length = sizeof from;
        const auto got = ::recvfrom(socket.get(), buffer.data(), buffer.size(), 0,
                                    reinterpret_cast<sockaddr*>(&from), &length);
        const std::string reply = make(std::string(buffer.data(), static_cast<std::size_t>(got)));
        ::sendto(socket.get(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&from),
                 length);
    }
};

}  // namespace

TEST_CASE("network: a query is what RFC 1035 says, and no name goes into it that cannot") {
    using namespace std::string_literals;
    CHECK(query() == "\x12\x34\1\0\0\1\0\0\0\0\0\0\5nas01\4site\0\0\1\0\1"s);
    CHECK_FALSE(dns_query(1, "", RecordType::a));
    CHECK_FALSE(dns_query(1, "a..b", RecordType::a));
    CHECK_FALSE(dns_query(1, std::string(64, 'x'), RecordType::a));
}

TEST_CASE("network: an answer tells its addresses, or why there are none") {
    const auto found = dns_reply(answer_to(query()), query());
    REQUIRE(found);
    CHECK(found->addresses == std::vector<std::string>{"10.0.0.5"});

    const auto missing = dns_reply(with_flags(query(), 0x8183, 0), query());
    REQUIRE(missing);
    CHECK(dns_code_text(missing->code) == "no such name");
}

TEST_CASE("network: what is no answer to the query is refused, wherever it is cut") {
    const auto whole = answer_to(query());
    CHECK_FALSE(dns_reply(query(), query()));
    CHECK_FALSE(dns_reply(answer_to(*dns_query(0x9999, "nas01.site", RecordType::a)), query()));
    CHECK_FALSE(dns_reply(answer_to(*dns_query(0x1234, "nas02.site", RecordType::a)), query()));
    for (std::size_t size = 0; size < whole.size(); ++size)
        CHECK_FALSE(dns_reply(std::string_view(whole).substr(0, size), query()));
}

TEST_CASE("network: MX records are read, in their order, and names that loop are not") {
    using namespace std::string_literals;
    const std::string asked = *dns_query(0x1234, "site.example", RecordType::mx);
    const auto last = "\xC0\x0C\0\x0F\0\1\0\0\1\0\0\x09\0\x14\4last\xC0\x0C"s;
    const auto first = "\xC0\x0C\0\x0F\0\1\0\0\1\0\0\x09\0\x0A\4mail\xC0\x0C"s;
    const auto whole = with_flags(asked, 0x8180, 2) + last + first;

    const auto reply = dns_reply(whole, asked);
    REQUIRE(reply);
    CHECK(reply->mail_hosts == std::vector<std::string>{"mail.site.example", "last.site.example"});
    for (std::size_t size = asked.size(); size < whole.size(); ++size)
        CHECK_FALSE(dns_reply(std::string_view(whole).substr(0, size), asked));

    const auto self = static_cast<char>(asked.size() + 12 + 2);
    const auto loop = "\xC0\x0C\0\x0F\0\1\0\0\1\0\0\x04\0\x0A\xC0"s + self;
    CHECK(dns_reply(with_flags(asked, 0x8180, 1) + loop, asked).error().fault == Fault::malformed);
    const auto outside = "\xC0\x0C\0\x0F\0\1\0\0\1\0\0\x03\0\x0A\4mail"s;
    CHECK(dns_reply(with_flags(asked, 0x8180, 1) + outside, asked).error().fault ==
          Fault::malformed);
    CHECK(dns_reply(whole, *dns_query(0x9999, "site.example", RecordType::mx)).error().fault ==
          Fault::absent);
}

TEST_CASE("network: a name server is asked over UDP, and over TCP where its answer is cut") {
    const Host datagrams(SOCK_DGRAM);
    const Host streams(SOCK_STREAM, datagrams.port);
    REQUIRE(::listen(streams.socket.get(), 4) == 0);
    std::jthread server([&] {
        datagrams.answer_one([](const std::string& asked) { return with_flags(asked, 0x8380, 0); });
        if (!streams.waits(5'000)) return;
        const Descriptor client(::accept(streams.socket.get(), nullptr, nullptr));
        std::array<char, 512> buffer{};
        const auto got = ::recv(client.get(), buffer.data(), buffer.size(), 0);
        if (got <= 2) return;
        const auto reply = answer_to({buffer.data() + 2, static_cast<std::size_t>(got) - 2});
        const std::string framed = std::string{'\0', static_cast<char>(reply.size())} + reply;
        ::send(client.get(), framed.data(), 5, MSG_NOSIGNAL);
        ::send(client.get(), framed.data() + 5, framed.size() - 5, MSG_NOSIGNAL);
    });

    const auto answers =
        ask_names({{"127.0.0.1", "nas01.site"}}, milliseconds{4'000}, datagrams.port);

    REQUIRE(answers.size() == 1);
    CHECK(answers[0].error == "");
    CHECK(answers[0].over_tcp);
    CHECK(answers[0].addresses == std::vector<std::string>{"10.0.0.5"});
}

TEST_CASE("network: a name server that lies about the question is not believed") {
    const Host datagrams(SOCK_DGRAM);
    std::jthread server(
        [&] { datagrams.answer_one([](const std::string&) { return answer_to(query()); }); });

    const auto answers =
        ask_names({{"127.0.0.1", "nas02.site"}}, milliseconds{300}, datagrams.port);

    CHECK(answers[0].error == "ETIMEDOUT");
    CHECK(answers[0].addresses.empty());
}

TEST_CASE("network: silent and absent name servers end within the patience, each told apart") {
    const Host silent(SOCK_DGRAM);
    std::uint16_t closed = 0;
    {
        const Host gone(SOCK_DGRAM);
        closed = gone.port;
    }
    const auto start = std::chrono::steady_clock::now();

    const auto first =
        ask_names({{"127.0.0.1", "a"}, {"127.0.0.1", "b"}}, milliseconds{300}, silent.port);
    const auto second = ask_names({{"127.0.0.1", "a"}}, milliseconds{300}, closed);

    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{3});
    CHECK(first[1].error == "ETIMEDOUT");
    CHECK(second[0].error == "ECONNREFUSED");
}

TEST_CASE("network: an answer survives being written") {
    const NameAnswer answer{.server = "10.0.0.1",
                            .name = "nas01",
                            .words = "no such name",
                            .code = 3,
                            .ms = 1.5,
                            .starved = true,
                            .addresses = {"10.0.0.5"}};

    const auto again = name_answer_from(to_json(answer));

    CHECK(again.code == 3);
    CHECK(again.addresses == answer.addresses);
    CHECK(again.starved);
    CHECK(again.name == "nas01");
}

TEST_CASE("network: a door that is open, closed or none is told apart") {
    const Host open(SOCK_STREAM);
    REQUIRE(::listen(open.socket.get(), 4) == 0);
    std::uint16_t closed = 0;
    {
        const Host gone(SOCK_STREAM);
        closed = gone.port;
    }

    const auto knocks = knock_at({{"127.0.0.1", open.port}, {"127.0.0.1", closed}, {"nowhere", 1}},
                                 milliseconds{2'000});

    CHECK(knocks[0].error == "");
    CHECK(knocks[1].error == "ECONNREFUSED");
    CHECK(knocks[2].error == "EADDRNOTAVAIL");
}

TEST_CASE("network: a door that has answered by the deadline is no silent one") {
    const Host open(SOCK_STREAM);
    REQUIRE(::listen(open.socket.get(), 64) == 0);

    bool is_heard = false;
    for (int i = 0; i < 50 && !is_heard; ++i)
        is_heard = knock_at({{"127.0.0.1", open.port}}, milliseconds{0}).front().error.empty();

    CHECK(is_heard);
}

TEST_CASE("network: echoes to loopback all come back, in every size that can leave") {
    const auto records = send_echoes({{"127.0.0.1", 3, {576, 1'500, 65'500}}, {"::1", 2, {1'280}}},
                                     milliseconds{5}, milliseconds{1'000});
    if (records[0].error == "EACCES" || records[0].error == "EPERM") {
        MESSAGE("skipped: this account may send no echoes");
        return;
    }

    CHECK(records[0].sent == 3);
    CHECK(records[0].received == 3);
    CHECK(records[0].arrived == std::vector<std::size_t>{1'500, 576});
    CHECK(records[0].sizes == records[0].arrived);
    CHECK(records[0].lost_large == 0);
    CHECK_FALSE(records[0].starved);
    // Where IPv6 is switched off, ::1 is nowhere.
    CHECK((records[1].received == 2 || !records[1].error.empty()));
}
