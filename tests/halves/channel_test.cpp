// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/channel.hpp"

#include <doctest/doctest.h>

#include <thread>

#include "tests/halves/peer.hpp"

using namespace diag;
using namespace diag::halves;

namespace {

struct Patient final : Channel::Ear {
    Result<> take(Frame) override { return {}; }
    Result<milliseconds> tick(milliseconds) override { return milliseconds{1'000}; }
};

/// Why a channel with these bounds ended, to which somebody said these bytes in such pieces.
Error ended(Channel::Bounds bounds, std::string_view bytes, std::size_t piece) {
    auto pair = local_pair();
    REQUIRE(pair);
    Channel channel(std::move((*pair)[0]), bounds);
    std::jthread talks([&, socket = std::move((*pair)[1])]() mutable {
        Peer peer(std::move(socket));
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            peer.say_bytes(bytes.substr(at, piece));
            system_clock().sleep(milliseconds{10});
        }
        channel.end();
    });
    Patient ear;
    return channel.run(ear);
}

const std::string frame = bytes_of({{{"kind", "tell"}}, std::string(100, 'x')});

}  // namespace

TEST_CASE("halves: who says more bytes than may come within ten seconds is not heard further") {
    CHECK(ended({.most_bytes = 50}, frame, frame.size()).fault == Fault::full);
    CHECK(ended({.most_bytes = 500}, frame, frame.size()).fault != Fault::full);
}

TEST_CASE("halves: nor who says them byte by byte, each of which wakes who reads") {
    CHECK(ended({.most_pieces = 10}, frame, 1).fault == Fault::full);
    CHECK(ended({.most_pieces = 10}, frame, frame.size()).fault != Fault::full);
}
