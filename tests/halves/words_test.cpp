// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/words.hpp"

#include <doctest/doctest.h>

#include "agent/exchange/line.hpp"

using namespace diag;
using namespace diag::halves;

namespace {

template <class Word>
std::string written(const Word& word) {
    return bytes_of(frame_of(word));
}

}  // namespace

TEST_CASE("halves: every word reads back as it was written") {
    const std::vector<ToLine> out{
        Begin{"desk.example", 8443, "proxy", 3128, "user", "secret", "/base", "PEM", "1", "i", 9},
        Trusts{3},
        MakeKey{4},
        Certify{5, std::string("\x30\0", 2)},
        Use{6},
        Tell{"{}"},
        Hurry{},
        Ask{Lane::probe,
            7,
            "PATCH",
            "/v1/files/x",
            {{"Upload-Offset", "0"}},
            milliseconds{60'000},
            std::string("\0\xff", 2)},
        Drop{Lane::renewal},
        Ping{8}};
    for (const auto& each : out) {
        const auto read = to_line(frame_of(each));
        REQUIRE(read);
        CHECK(read->index() == each.index());
        CHECK(written(*read) == written(each));
    }
    const std::vector<FromLine> in{
        Ready{true, false},
        KeyMade{1, "PEM"},
        Certified{2, 409, "", "{}"},
        Up{"poll"},
        Down{"gone", milliseconds{1000}},
        Heard{"{}"},
        Answered{Lane::upload, 3, {.status = 204, .reason = "No Content", .headers = {{"A", "b"}}}},
        Failed{Lane::probe, 4, {Fault::timed_out, "slow"}},
        Pong{5},
        Tried{"mount"}};
    for (const auto& each : in) {
        const auto read = from_line(frame_of(each));
        REQUIRE(read);
        CHECK(read->index() == each.index());
        CHECK(written(*read) == written(each));
    }
}

TEST_CASE("halves: a word of the reading half is none from the line half") {
    CHECK(from_line(frame_of(ToLine{Ping{1}})).error().fault == Fault::malformed);
    CHECK(to_line(frame_of(FromLine{Pong{1}})).error().fault == Fault::malformed);
}

TEST_CASE("halves: what is not exactly a word is malformed") {
    const std::vector<Frame> odd{
        {{}, {}},
        {{{"kind", "nonsense"}}, {}},
        {{{"kind", "pong"}}, {}},
        {{{"kind", "pong"}, {"n", -1}}, {}},
        {{{"kind", "pong"}, {"n", "1"}}, {}},
        {{{"kind", "pong"}, {"n", 1}}, "a body that nobody wants"},
        {{{"kind", "pong"}, {"n", 1}, {"more", 2}}, {}},
        {{{"kind", "heard"}, {"headers", json::array{}}}, "{}"},
        {{{"kind", "up"}, {"by", std::string(5000, 'x')}}, {}},
        {{{"kind", "failed"}, {"lane", 3}, {"id", 1}, {"fault", "io"}, {"what", ""}}, {}},
        {{{"kind", "answer"}, {"lane", 0}, {"id", 1}, {"status", 1000}, {"reason", ""}}, {}},
        {{{"kind", "heard"}}, std::string(exchange::line::message_limit + 1, 'x')}};
    for (const auto& each : odd) CHECK(from_line(each).error().fault == Fault::malformed);
}

TEST_CASE("halves: words for people come out printable, whatever was said") {
    const auto read = from_line({{{"kind", "down"}, {"why", "a\x1b[2Jb\nc"}, {"again", 1}}, {}});
    REQUIRE(read);
    CHECK(std::get<Down>(*read).why.find('\x1b') == std::string::npos);
}
