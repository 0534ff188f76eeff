// SPDX-License-Identifier: Apache-2.0
// Whatever bytes a file holds: what can be read is, what cannot is said, no secret passes.
#include "agent/stream/blocks.hpp"
#include "tests/redact/samples.hpp"
#include "tests/stream/archives.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

std::string utf16(std::u16string_view text, bool big) {
    std::string bytes;
    for (const auto unit : text) {
        const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 255);
        bytes += big ? high : low;
        bytes += big ? low : high;
    }
    return bytes;
}

TEST_CASE("stream: a file that turns into a picture is kept up to there, and the place is told") {
    // It begins in the second block, and the rest goes on to a third.
    const auto text = timed_lines(24'000);
    REQUIRE(text.size() > block_size);
    for (const auto& [name, kind] : redact::media()) {
        CAPTURE(name);
        Site site;
        const auto picture = redact::bytes_of_sample(name);
        site.file("a.log", text + picture + "\n" + text);

        const auto outcome = site.pass();

        const auto& passed = outcome.passed[0];
        const auto kept = outcome.text(0);
        REQUIRE(passed.failure.has_value());
        CHECK(passed.failure->what.find("from byte " + std::to_string(kept.size()) + " on") !=
              std::string::npos);
        CHECK(text.starts_with(kept));
        CHECK(kept.size() + 600 > text.size());
        REQUIRE(passed.dropped.size() == 1);
        CHECK(passed.dropped[0].from == kept.size());
        CHECK(passed.dropped[0].to == site.attachments[0].bytes);
        std::uint64_t counted = 0;
        for (const auto& [what, count] : passed.redactions) counted += count;
        CHECK(counted == 1);
    }
}

TEST_CASE("stream: a hole of zeros is left out or carried, what follows it is kept") {
    Site site;
    const auto text = timed_lines(1'000);
    site.file("a.log", text + std::string(3 << 20, '\0') + "\n" + text);

    const auto outcome = site.pass();

    CHECK(outcome.text(0).starts_with(text));
    CHECK(outcome.text(0).ends_with("\n" + text));
    CHECK_FALSE(outcome.passed[0].failure.has_value());
    CHECK(outcome.passed[0].redactions.empty());
}

TEST_CASE("stream: UTF-16 without a mark and in the middle of a file is redacted too") {
    const std::u16string_view words =
        u"2026-11-23 password=Hunter2x caf\u00e9 \U0001F600\r\nnext\r\n";
    for (const bool big : {false, true}) {
        Site site;
        site.file("whole.log", utf16(words, big));
        site.file("middle.log", timed_lines(100) + utf16(words, big) + timed_lines(100));
        site.file("marked.log", timed_lines(100) + utf16(u"\ufeff", big) + utf16(words, big));
        const auto outcome = site.pass();
        for (std::size_t i = 0; i < 3; ++i) {
            CAPTURE(i);
            const auto text = outcome.text(i);
            CHECK(text.find("Hunter2x") == std::string::npos);
            CHECK(text.find("H\0u\0n", 0, 5) == std::string::npos);
            CHECK(text.find("caf\xc3\xa9 \xf0\x9f\x98\x80\r\nnext") != std::string::npos);
            CHECK(outcome.passed[i].redactions.at("secret") == 1);
        }
    }
}

TEST_CASE("stream: behind UTF-16 lines are counted right, and bytes in the text as UTF-8") {
    for (const bool big : {false, true}) {
        Site site;
        site.signatures = {{.id = "seen", .pattern = "needle"}};
        const auto before = timed_lines(100);
        const std::u16string_view late = u"2026-11-23 caf\u00e9 one\r\ntwo\r\n";
        const auto behind = before + "a needle here\n";
        site.file("a.log", before + utf16(late, big) + behind);
        site.file("b.log",
                  before + utf16(late, big) + behind + redact::bytes_of_sample("still.jpg"));

        const auto outcome = site.pass();

        CAPTURE(big);
        REQUIRE(outcome.passed[0].matches.size() == 1);
        CHECK(outcome.passed[0].matches[0].first_line == 100 + 2 + 100 + 1);
        const auto text = outcome.text(1);
        REQUIRE(outcome.passed[1].dropped.size() == 1);
        CHECK(outcome.passed[1].dropped[0].from < before.size() + 2 * late.size() + behind.size());
        CHECK(outcome.passed[1].dropped[0].from == text.size());
        CHECK(outcome.passed[1].failure->what.find("from byte " + std::to_string(text.size())) !=
              std::string::npos);
    }
}

TEST_CASE("stream: pairs of UTF-16 survive the edges of blocks") {
    std::u16string text = u"x";
    while (text.size() < block_size) text += u"\U0001F600";
    Site site;
    site.file("a.log", utf16(u"\ufeff" + text + u"\n", false));
    const auto kept = site.pass().text(0);
    CHECK(kept.find("\xef\xbf\xbd") == std::string::npos);
    CHECK(kept.size() == 1 + (text.size() - 1) / 2 * 4 + 1);
}

TEST_CASE("stream: no secret passes at a forced cut, wherever it lies") {
    for (const std::size_t before : {0u, 3u, 9u, 12u, 20u, 40u, 300u}) {
        std::string line;
        while (line.size() < block_size - before) line += "some ordinary words ";
        line.resize(block_size - before, ' ');
        line += " password=Hunter2xyz";
        while (line.size() < 2 * block_size) line += " some ordinary words";
        Site site;
        site.file("a.log", line);
        CHECK(site.pass().text(0).find("Hunter2x") == std::string::npos);
    }
}

TEST_CASE("stream: members of a gzip laid end to end are read, what follows them is said") {
    Site site;
    const auto packed = test::gzip_of("one\n") + test::gzip_of("two\n");
    site.file("a.gz", packed).gzip = true;
    site.file("b.gz", packed + "garbage that is no gzip").gzip = true;
    site.file("c.gz", "").gzip = true;

    const auto outcome = site.pass();

    CHECK(outcome.text(0) == "one\ntwo\n");
    CHECK_FALSE(outcome.passed[0].failure.has_value());
    CHECK(outcome.text(1) == "one\ntwo\n");
    CHECK(outcome.passed[1].failure->fault == Fault::malformed);
    CHECK(outcome.passed[2].failure->fault == Fault::malformed);
    CHECK(outcome.passed[2].size == 0);
}

TEST_CASE("stream: binary data without a signature is cut off where it begins") {
    Site site;
    std::mt19937 random(3);
    std::string noise;
    for (int i = 0; i < 100'000; ++i) noise += static_cast<char>(random());
    const auto text = timed_lines(500);
    site.file("a.log", text + noise);
    site.file("vector.log", text + redact::raw<float, std::uint32_t>(redact::vector_of(512, 3)));

    const auto outcome = site.pass();

    CHECK(outcome.passed[0].redactions.size() == 1);
    CHECK(outcome.passed[1].redactions == exchange::Redactions{{"embedding", 1}});
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(text.starts_with(outcome.text(i)));
        CHECK(outcome.text(i).size() + 1024 > text.size());
    }
}

}  // namespace
}  // namespace diag::stream
