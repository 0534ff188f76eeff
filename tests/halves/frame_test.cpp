// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/frame.hpp"

#include <doctest/doctest.h>

using namespace diag;
using halves::Frame;
using halves::Frames;

namespace {

const Frame example{{{"kind", "tell"}, {"n", 7}}, std::string("a\0b", 3)};

}  // namespace

TEST_CASE("halves: frames come out whole, in whatever pieces their bytes come") {
    const auto bytes = halves::bytes_of(example) + halves::bytes_of(example);
    Frames frames(100);
    std::size_t whole = 0;
    for (const char each : bytes) {
        frames.feed({&each, 1});
        const auto frame = frames.next();
        REQUIRE(frame);
        if (!*frame) continue;
        ++whole;
        CHECK((*frame)->head == example.head);
        CHECK((*frame)->body == example.body);
    }
    CHECK(whole == 2);
    CHECK(!frames.begun());
}

TEST_CASE("halves: a frame that says it is longer than it may be is refused before it is kept") {
    for (const auto& lengths :
         {std::string("\xff\xff\xff\xff\0\0\0\0", 8), std::string("\0\0\0\x02\0\0\0\x65", 8)}) {
        Frames frames(100);
        frames.feed(lengths);
        const auto frame = frames.next();
        REQUIRE(!frame);
        CHECK(frame.error().fault == Fault::full);
    }
}

TEST_CASE("halves: a frame whose head is no JSON object is malformed") {
    for (const auto* head : {"[]", "{", "\"x\"", "{}{}"}) {
        Frames frames(100);
        frames.feed(std::string("\0\0\0", 3) + static_cast<char>(std::string_view(head).size()) +
                    std::string("\0\0\0\0", 4) + head);
        const auto frame = frames.next();
        REQUIRE(!frame);
        CHECK(frame.error().fault == Fault::malformed);
    }
}
