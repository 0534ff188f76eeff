// SPDX-License-Identifier: Apache-2.0
#include "agent/run/frame.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace diag;
using namespace diag::run;

namespace {

std::vector<Frame> frames_in(FrameReader& reader) {
    std::vector<Frame> frames;
    for (;;) {
        auto frame = reader.next();
        REQUIRE(frame);
        if (!*frame) return frames;
        frames.push_back(std::move(**frame));
    }
}

}  // namespace

TEST_CASE("frame: what was said arrives whole, whatever pieces the pipe makes of it") {
    const auto said = encoded(FrameKind::doing, "SMART of sda") + encoded(FrameKind::done, "{}") +
                      encoded(FrameKind::give, std::string("a\0vb", 4));

    for (std::size_t piece = 1; piece <= said.size(); ++piece) {
        CAPTURE(piece);
        FrameReader reader;
        std::vector<Frame> heard;
        for (std::size_t at = 0; at < said.size(); at += piece) {
            reader.feed(std::string_view(said).substr(at, piece));
            for (auto& frame : frames_in(reader)) heard.push_back(std::move(frame));
        }
        REQUIRE(heard.size() == 3);
        CHECK(heard[0].text == "SMART of sda");
        CHECK(heard[2].text == std::string("a\0vb", 4));
    }
}

TEST_CASE("frame: a frame cut short is waited for, never taken") {
    const auto said = encoded(FrameKind::give, "name");

    for (std::size_t length = 0; length < said.size(); ++length) {
        FrameReader reader;
        reader.feed(std::string_view(said).substr(0, length));
        CHECK(frames_in(reader).empty());
    }
}

TEST_CASE("frame: bytes that are no frame are refused") {
    FrameReader unknown_kind;
    unknown_kind.feed(std::string("\x02\0\0\0?x", 6));
    CHECK(unknown_kind.next().error().fault == Fault::malformed);

    FrameReader endless;
    endless.feed(std::string("\xFF\xFF\xFF\xFFg", 5));
    CHECK(endless.next().error().fault == Fault::malformed);
}

TEST_CASE("frame: a value and a failure come back as they were given") {
    const std::string value("bytes\0with NUL\n", 15);
    const auto given = given_from(given_text("probe:/mnt", value));
    REQUIRE(given);
    CHECK(given->name == "probe:/mnt");
    CHECK(*given->value == value);

    const auto failed = given_from(given_text("x", Error{Fault::timed_out, "no answer"}));
    REQUIRE(failed);
    CHECK(failed->value.error().fault == Fault::timed_out);
    CHECK(failed->value.error().what == "no answer");
}

TEST_CASE("frame: a give without name, value or known form is malformed") {
    for (const auto& text : {std::string(), std::string("name"), std::string("name\0", 5),
                             std::string("name\0?", 6), std::string("name\0eabsent", 12)}) {
        CAPTURE(text);
        CHECK(given_from(text).error().fault == Fault::malformed);
    }
}

TEST_CASE("frame: what a stand-in stands for comes through, whatever bytes it has") {
    const std::string original("a\0b\xff", 4);
    const auto text = stood_in_text({"secret", "[secret:1f2e3d4c]", original});

    const auto told = stood_in_from(text);
    REQUIRE(told.has_value());
    CHECK(told->stand_in == "[secret:1f2e3d4c]");
    CHECK(told->original == original);
    CHECK_FALSE(stood_in_from("secret").has_value());
}
