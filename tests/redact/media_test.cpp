// SPDX-License-Identifier: Apache-2.0
// No face leaves: as a file under any name, among lines, or written as text.
#include "agent/redact/media.hpp"

#include "agent/redact/binary.hpp"
#include "tests/redact/given.hpp"
#include "tests/redact/samples.hpp"

namespace diag::redact {
namespace {

/// What a picture looks like in a log, and what of it must be gone.
struct Written {
    std::string text;
    std::string gone;
};

std::vector<Written> ways_of(const std::string& bytes) {
    const auto plain = base64(bytes);
    auto other = replaced(replaced(plain, '+', "-"), '/', "_");
    const auto middle = [](const std::string& text) { return text.substr(text.size() / 2, 20); };
    const auto in = [&](const std::string& text) {
        return Written{"before " + text + " after", middle(text)};
    };
    const auto spaced = hex_text(bytes, "", " ");
    std::string numbers;
    for (const char each : bytes)
        numbers +=
            (numbers.empty() ? "" : ", ") + std::to_string(int{static_cast<signed char>(each)});
    return {in(plain),
            in("image=" + plain),
            in("{\"face\":\"" + plain + "\",\"x\":1}"),
            in("{\"face\":\"" + replaced(plain, '/', "\\/") + "\"}"),
            in("{\"face\":\"" + replaced(plain, '+', "\\u002b") + "\"}"),
            in("face=" + replaced(replaced(plain, '+', "%2B"), '/', "%2F") + "&x=1"),
            in(other),
            in("\n" + wrapped(plain, 64, "\n") + "\n"),
            in("\n" + wrapped(plain, 76, "\r\n") + "\r\n"),
            in("\n" + wrapped(plain, 60, "\n    ")),
            in("\"" + wrapped(plain, 76, "\\n") + "\""),
            in("\"" + wrapped(plain, 76, "\\r\\n") + "\""),
            in(hex_text(bytes)),
            in("0x" + hex_text(bytes)),
            in("\\x" + hex_text(bytes)),
            in("\n" + wrapped(hex_text(bytes), 60, "\n") + "\n"),
            in(spaced),
            in(hex_text(bytes, "", ":")),
            in(hex_text(bytes, "", "-")),
            in("b'" + hex_text(bytes, "\\x") + "'"),
            in(hex_text(bytes, "0x", ", ")),
            in("[" + numbers + "]")};
}

std::uint64_t sum_of(const Redactions& counts) {
    std::uint64_t sum = 0;
    for (const auto& [kind, count] : counts) sum += count;
    return sum;
}

TEST_CASE("redact: real pictures and films are refused and counted by their kind") {
    for (const auto& [name, kind] : media()) {
        CAPTURE(name);
        const auto bytes = bytes_of_sample(name);
        REQUIRE(bytes.size() > 250);
        Redactions counts;

        const auto result = redactor().redact(bytes, counts);

        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().fault == Fault::refused);
        CHECK(counts == Redactions{{kind, 1}});
    }
}

TEST_CASE("redact: real pictures and films among lines are found where they begin") {
    std::string lines;
    for (int i = 0; i < 50; ++i)
        lines += "2026-11-23 20:33:28 INFO line " + std::to_string(i) + "\n";
    for (const auto& [name, kind] : media()) {
        CAPTURE(name);
        const auto found = first_foreign(lines + bytes_of_sample(name) + "\n" + lines);
        REQUIRE(found.has_value());
        CHECK(found->at <= lines.size());
        CHECK(found->at + 512 > lines.size());
        CHECK(found->form.kind != Kind::secret);
    }
}

TEST_CASE("redact: pictures and films written as text are cut out, whatever the spelling") {
    for (const auto& [name, kind] : media()) {
        const auto bytes = bytes_of_sample(name);
        const auto ways = ways_of(bytes);
        for (std::size_t way = 0; way < ways.size(); ++way) {
            CAPTURE(name);
            CAPTURE(way);
            // Four small numbers in a row begin many a table, and a film of H.264.
            if (way + 1 == ways.size() && (name == "film.h264" || name == "film.h265")) continue;
            Redactions counts;
            const auto result = redactor().redact(ways[way].text, counts);
            REQUIRE(result.has_value());
            CHECK_FALSE(holds(result->text(), ways[way].gone));
            CHECK(counts == Redactions{{kind, 1}});
            CHECK(result->text().size() < 200);
        }
    }
}

TEST_CASE("redact: what follows a wrapped picture stays") {
    const auto plain = base64(bytes_of_sample("still.jpg"));
    const auto text =
        clean("a\n" + wrapped(plain, 76, "\n") + "\n2026-11-23 20:33:28 INFO next\nend\n");
    CHECK(text.ends_with("\n2026-11-23 20:33:28 INFO next\nend\n"));
}

TEST_CASE("redact: dumps of pictures as xxd and hexdump write them are cut out") {
    const auto bytes = bytes_of_sample("still.jpg");
    std::string xxd = "dump follows\n", hexdump = xxd;
    for (std::size_t at = 0; at < bytes.size(); at += 16) {
        const auto part = std::string_view(bytes).substr(at, 16);
        char offset[24];
        std::snprintf(offset, sizeof offset, "%08zx", at);
        std::string words = hex_text(part);
        for (std::size_t gap = 4; gap < words.size(); gap += 5) words.insert(gap, " ");
        xxd += std::string(offset) + ": " + words + "  ......JFIF......\n";
        hexdump += std::string(offset) + "  " + hex_text(part, "", " ") + "  |......JFIF......|\n";
    }
    for (const auto& dump : {xxd, hexdump}) {
        Redactions counts;
        const auto result = redactor().redact(dump + "next line\n", counts);
        REQUIRE(result.has_value());
        CHECK_FALSE(holds(result->text(), "JFIF"));
        CHECK(result->text().starts_with("dump follows\n"));
        CHECK(result->text().ends_with("next line\n"));
        CHECK(counts.at("image") == 1);
    }
}

TEST_CASE("redact: bytes as Python prints them are cut out to the end of their string") {
    std::string printed;
    for (const char each : bytes_of_sample("still.jpg"))
        printed += each > ' ' && each < 127 && each != '\'' && each != '\\'
                       ? std::string(1, each)
                       : "\\x" + hex_text(std::string_view(&each, 1));
    Redactions counts;

    const auto result = redactor().redact("got b'" + printed + "' from camera", counts);

    REQUIRE(result.has_value());
    CHECK(result->text().size() < 80);
    CHECK(result->text().ends_with("' from camera"));
    CHECK(sum_of(counts) == 1);
}

TEST_CASE("redact: a picture over many lines is cut out whole, wherever a stream is cut") {
    std::string lines, picture = bytes_of_sample("still.jpg");
    for (int i = 0; i < 40; ++i) lines += "2026-11-23 20:33:28 INFO line\n";
    while (picture.size() < 6000) picture += bytes_of_sample("still.jpg");
    const auto vector = written(vector_of(256, 1), "%.6f", ",\n");
    const auto text =
        lines + wrapped(base64(picture), 76, "\n") + "\n" + lines + vector + "\n" + lines;
    const auto whole = clean(text);
    CHECK(whole.size() < 3 * lines.size() + 200 + text.size() / 50);
    for (std::size_t block = 9000; block < 12000; block += 171)
        CHECK(clean_in_blocks(text, block) == whole);
}

TEST_CASE("redact: long base64 that is no text is cut, that of text is left to the other rules") {
    std::mt19937 random(5);
    std::string noise, words;
    for (int i = 0; i < 600; ++i) noise += static_cast<char>(random());
    for (int i = 0; i < 60; ++i) words += "some words ";
    CHECK(clean("x " + base64(noise) + " y").size() < 40);
    CHECK(holds(clean("x " + base64(words) + " y"), base64(words)));
}

}  // namespace
}  // namespace diag::redact
