// SPDX-License-Identifier: Apache-2.0
#include "platform/caller_asio.hpp"

#include <doctest.h>

#include <thread>

using namespace diag;
namespace asio = boost::asio;

namespace {

constexpr std::size_t much = std::size_t{4} << 20;

/// Sends much and hangs up.
class Sender final : public Caller {
public:
    using Caller::Caller;
    std::size_t parts = 0;
    bool whole = false;

private:
    void connected() override {
        arm(patience());
        send(std::string(much, 'x'));
    }
    void shaken(const Code&) override {}
    void progressed() override { ++parts; }
    void sent(const Code& error) override {
        whole = !error;
        finish();
    }
    void received(std::string_view, const Code&) override {}
    void failed(Error) override { finish(); }
};

}  // namespace

TEST_CASE("caller: what takes long to send is heard of while it goes") {
    asio::io_context apart, loop{1};
    asio::ssl::context tls(asio::ssl::context::tls_client);
    asio::ip::tcp::acceptor acceptor(apart, {asio::ip::address_v4::loopback(), 0});
    std::size_t taken = 0;
    std::jthread drain([&] {
        std::array<char, 65'536> block;
        Caller::Code error;
        asio::ip::tcp::socket peer(apart);
        acceptor.accept(peer, error);
        while (!error) taken += peer.read_some(asio::buffer(block), error);
    });
    const auto sender = std::make_shared<Sender>(loop, tls, milliseconds{30'000});

    sender->call({acceptor.local_endpoint()});
    carry(loop, {sender}, milliseconds{30'000}, milliseconds{30'000}, {});
    drain.join();

    CHECK(sender->whole);
    CHECK(taken == much);
    CHECK(sender->parts >= much / 65'536 - 1);
}
