// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <thread>

#include "platform/digest.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

/// Several MiB of lines, some with secrets, as long as `lines` says.
std::string big_log(int lines) {
    std::string text;
    for (int i = 0; i < lines; ++i) {
        text += to_text(second(i)) + (i % 50 == 0 ? " ERROR" : " INFO") + " request " +
                std::to_string(i * 7919) + " from 10.1." + std::to_string(i % 200) + "." +
                std::to_string(1 + i % 90);
        if (i % 10 == 3) text += " password=Hunter2x" + std::to_string(i % 7);
        if (i % 50 == 0)
            text += "\njava.io.IOException: No space left on device\n\tat a.b.C(C.java:1)";
        text += '\n';
    }
    return text;
}

TEST_CASE("stream: a file is redacted, digested and packed whole") {
    Site site;
    site.file("a.log", "x password=Hunter2x 1\nplain\n");

    const auto outcome = site.pass();

    const auto text = outcome.text(0);
    CHECK(text.find("Hunter2x") == std::string::npos);
    CHECK(text.ends_with(" 1\nplain\n"));
    CHECK(outcome.passed[0].size == text.size());
    CHECK(outcome.passed[0].sha256 == sha256_hex(text));
    CHECK(outcome.passed[0].read_bytes == 28);
    CHECK(outcome.passed[0].redactions.at("secret") == 1);
    CHECK_FALSE(outcome.passed[0].failure.has_value());
}

TEST_CASE("stream: one thread and several give the same bytes, in order") {
    Site site;
    site.signatures = {{.id = "logs.no_space", .pattern = "No space left on device"}};
    site.file("big.log", big_log(60'000));
    for (int i = 0; i < 30; ++i) site.file("small" + std::to_string(i), big_log(i * 20));
    const auto one = site.pass();
    for (const unsigned threads : {2u, 4u}) {
        site.threads = threads;
        const auto several = site.pass();
        CHECK(several.packed == one.packed);
        for (std::size_t i = 0; i < one.passed.size(); ++i)
            CHECK(json::write(to_json(several.passed[i])) == json::write(to_json(one.passed[i])));
    }
    CHECK(one.text(0).find("Hunter2x") == std::string::npos);
}

TEST_CASE("stream: signatures tell count, lines, times and a redacted sample") {
    Site site;
    site.signatures = {{.id = "logs.refused", .pattern = "(?i)connection refused"},
                       {.id = "logs.never", .pattern = "never seen"}};
    site.file("a.log",
              "2026-11-23T20:00:00.000Z INFO start\n"
              "2026-11-23T20:00:05.000Z ERROR to 10.1.2.3: Connection refused refused\n"
              "\tat a.b.C(C.java:1)\n\tCaused by: connection refused\n"
              "2026-11-23T20:00:09.000Z INFO end\n");

    const auto passed = site.pass().passed[0];

    REQUIRE(passed.matches.size() == 1);
    const auto& match = passed.matches[0];
    CHECK(match.id == "logs.refused");
    CHECK(match.count == 2);
    CHECK(match.first_line == 2);
    CHECK(match.last_line == 4);
    CHECK(match.first_time == second(5));
    CHECK(match.last_time == second(5));
    CHECK(match.sample.find("10.1.2.3") == std::string::npos);
    CHECK(match.sample.find("Connection refused") != std::string::npos);
    CHECK(passed.first_time == second(0));
    CHECK(passed.last_time == second(9));
}

TEST_CASE("stream: matches in later blocks count lines from the file's beginning") {
    Site site;
    site.signatures = {{.id = "x", .pattern = "needle"}};
    const auto filler = timed_lines(60'000);
    site.file("a.log", filler + "needle\n" + filler + "needle\n");

    const auto match = site.pass().passed[0].matches.at(0);

    CHECK(match.first_line == 60'001);
    CHECK(match.last_line == 120'002);
    CHECK(match.first_time == second(59'999));
}

TEST_CASE("stream: the timeline counts lines of error and warning by the minute") {
    Site site;
    site.file("a.log",
              "2026-11-23T20:00:01.000Z ERROR a\n2026-11-23T20:00:02.000Z WARN b\n"
              "2026-11-23T20:00:03.000Z INFO got ERROR from peer\n"
              "2026-11-23T20:01:10.000Z SEVERE c\n\tERROR deep in a record\n"
              "2026-11-23T20:02:10.000Z [error] d\n{\"s\":\"W\"}\n");

    const auto timeline = site.pass().passed[0].timeline;

    REQUIRE(timeline.size() == 3);
    CHECK(timeline.at(second(0)).errors == 1);
    CHECK(timeline.at(second(0)).warnings == 1);
    CHECK(timeline.at(second(60)).errors == 2);
    CHECK(timeline.at(second(120)).errors == 1);
    CHECK(timeline.at(second(120)).warnings == 1);
}

TEST_CASE("stream: check keeps nothing, and matches all the same") {
    Site site;
    site.signatures = {{.id = "x", .pattern = "needle"}};
    site.file("a.log", "needle password=Hunter2x\n");
    std::vector<Passed> passed;

    pass(site.attachments, redactor(), site.signatures, {},
         [&](Passed one) { passed.push_back(std::move(one)); });

    REQUIRE(passed.size() == 1);
    CHECK(passed[0].matches.at(0).count == 1);
    CHECK(passed[0].sha256.empty());
    CHECK(passed[0].packed_size == 0);
}

TEST_CASE("stream: a pattern that does not compile is left out and the others work") {
    Site site;
    site.signatures = {{.id = "bad", .pattern = "("}, {.id = "good", .pattern = "needle"}};
    site.file("a.log", "a ( needle\n");

    const auto passed = site.pass().passed[0];

    REQUIRE(passed.matches.size() == 1);
    CHECK(passed.matches[0].id == "good");
    CHECK_FALSE(usable(site.signatures[0]));
    CHECK(usable(site.signatures[1]));
}

TEST_CASE("stream: what became of an attachment survives JSON") {
    Site site;
    site.signatures = {{.id = "x", .pattern = "IOException"}};
    site.file("a.log", big_log(500)).limit = 9000;
    site.file("absent", "x").path += ".not";
    for (const auto& passed : site.pass().passed) {
        const auto text = json::write(to_json(passed));
        const auto parsed = json::parse(text);
        REQUIRE(parsed.has_value());
        const auto again = passed_from(*parsed);
        REQUIRE(again.has_value());
        CHECK(json::write(to_json(*again)) == text);
    }
    CHECK_FALSE(passed_from(json::value{}).has_value());
}

TEST_CASE("stream: progress is told from the calling thread") {
    Site site;
    site.file("a.log", big_log(60'000));
    std::uint64_t told = 0;
    const auto caller = std::this_thread::get_id();
    pass(site.attachments, redactor(), {},
         {.threads = 2,
          .progress =
              [&](const std::string&, std::uint64_t bytes) {
                  told = std::max(told, bytes);
                  CHECK(std::this_thread::get_id() == caller);
              }},
         [](const Passed&) {});
    CHECK(told > 0);
}

}  // namespace
}  // namespace diag::stream
