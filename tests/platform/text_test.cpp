// SPDX-License-Identifier: Apache-2.0
#include "platform/text.hpp"

#include <doctest/doctest.h>

#include <set>

#include "platform/clock.hpp"
#include "platform/json.hpp"

using namespace diag;

TEST_CASE("text: lines keep what stands between newlines and no more") {
    CHECK(lines_of("").empty());
    CHECK(lines_of("a\n\nb") == std::vector<std::string_view>{"a", "", "b"});
    CHECK(lines_of("a\n") == std::vector<std::string_view>{"a"});
}

TEST_CASE("text: the newest lines begin with a whole one") {
    CHECK(newest_lines("one\ntwo\nthree\n", 10) == "two\nthree\n");
    CHECK(newest_lines("one\ntwo\nthree\n", 9) == "three\n");
    CHECK(newest_lines("one\n", 4) == "one\n");
    CHECK(newest_lines("longline", 3).empty());
}

TEST_CASE("text: only ASCII letters have a lower case") {
    CHECK(lowered("RTSP-@[`{ \xC3\x80") == "rtsp-@[`{ \xC3\x80");
}

TEST_CASE("text: texts and numbers are joined with nothing before, behind or around") {
    CHECK(joined(std::vector<std::string>{}).empty());
    CHECK(joined(std::vector<std::string>{"a", "b"}) == "a, b");
    CHECK(joined(std::set<std::uint16_t>{8081, 8080}, " ") == "8080 8081");
}

TEST_CASE("text: a number is the whole text or none") {
    CHECK(natural("42") == 42u);
    CHECK_FALSE(natural("42 "));
    CHECK_FALSE(natural("-1"));
    CHECK_FALSE(natural("99999999999999999999"));
    CHECK(integer("-7") == -7);
    CHECK_FALSE(real("nan"));
    CHECK(real("0.25") == 0.25);
}

TEST_CASE("text: sizes read as people say them") {
    CHECK(bytes_text(0) == "0 B");
    CHECK(bytes_text(1023) == "1023 B");
    CHECK(bytes_text(1536) == "1.5 KiB");
    CHECK(bytes_text((std::uint64_t{1} << 40) - 1) == "1.0 TiB");
    CHECK(bytes_text(~std::uint64_t{0}) == "16.0 EiB");
}

TEST_CASE("text: what is printed is well-formed and cannot move a cursor") {
    CHECK(printable("caf\xC3\xA9\t\n") == "caf\xC3\xA9\t\n");
    CHECK(printable("\x1B[2J") == "\xEF\xBF\xBD[2J");
    for (const std::string_view bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"})
        CHECK(printable(bad).find("\xEF\xBF\xBD") == 0);
}

TEST_CASE("text: what moves the cursor, ends a line or turns the direction of writing is shown") {
    const std::string mark = "\xEF\xBF\xBD";
    for (const std::string bad : {"\xC2\x80", "\xC2\x85", "\xC2\x9B", "\xC2\x9F", "\xE2\x80\xA8",
                                  "\xE2\x80\xA9", "\xE2\x80\xAA", "\xE2\x80\xAE", "\x7F"}) {
        CAPTURE(bad);
        CHECK(printable("a" + bad + "b") == "a" + mark + "b");
    }
    for (const std::string fine : {"\xC2\xA0", "\xC3\x85", "\xE2\x80\x9D", "\xE2\x80\xAF",
                                   "\xE2\x81\xAA", "\xE2\x82\xAC", "\xE4\x80\xA8"}) {
        CAPTURE(fine);
        CHECK(printable(fine) == fine);
    }
}

TEST_CASE("text: one line of it is one line, whatever it holds") {
    CHECK(one_line("a\nb\tc\xC2\x85"
                   "d") ==
          "a b c\xEF\xBF\xBD"
          "d");
}

TEST_CASE("clock: times are written in UTC with milliseconds, before 1970 too") {
    CHECK(to_text(Time{milliseconds{1'795'464'000'123}}) == "2026-11-23T20:00:00.123Z");
    CHECK(to_text(Time{milliseconds{-1}}) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("json: look-ups give nothing where a step is missing or of another kind") {
    const auto document = json::parse(R"({"a":{"b":[1,2.5,"x"],"t":true,"n":1e3}})");
    REQUIRE(document);

    CHECK(json::list_at(*document, "a.b").size() == 3);
    CHECK(json::integer_at(*document, "a.n") == 1000);
    CHECK(json::flag_at(*document, "a.t") == true);
    CHECK(json::find(*document, "a.b.c") == nullptr);
    CHECK_FALSE(json::text_at(*document, "a.t"));
    CHECK_FALSE(json::integer_at(*document, "a.b"));
}

TEST_CASE("json: a count has 64 bits, and is 0 where there is none") {
    const auto document = json::parse(R"({"inode":18446744073709551615,"a":{"n":7},"below":-1,
        "part":1.5,"huge":1e30,"text":"7"})");
    REQUIRE(document);

    CHECK(json::natural_at(*document, "inode") == 18446744073709551615ull);
    CHECK(json::natural_at(*document, "a.n") == 7);
    for (const char* none : {"below", "part", "huge", "text", "a", "missing"})
        CHECK(json::natural_at(*document, none) == 0);
}

TEST_CASE("json: truncated, followed by more, or too deep is malformed") {
    CHECK(json::parse("{\"a\":").error().fault == Fault::malformed);
    CHECK(json::parse("{} x").error().fault == Fault::malformed);
    CHECK(json::parse(std::string(100, '[')).error().fault == Fault::malformed);
    CHECK(json::parse("").error().fault == Fault::malformed);
}

TEST_CASE("json: written for people it reads back as the same document") {
    const auto document = json::parse(R"({"a":[],"b":{"c":[1,{"d":"\u0007"}]},"e":{}})");
    REQUIRE(document);

    CHECK(*json::parse(json::write_pretty(*document)) == *document);
}
