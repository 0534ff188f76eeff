// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/window.hpp"

#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

TEST_CASE("stream: the window of a file begins at its first line in time, wherever that is") {
    Site site;
    const auto text =
        timed_lines(30'000, "ERROR x\njava.io.IOException: y\n\tat a.b.C(C.java:1)\n#");
    auto& attachment = site.file("a.log", text);
    for (const int from : {0, 1, 777, 15'000, 29'998, 29'999}) {
        attachment.since = second(from);
        const auto outcome = site.pass();
        CAPTURE(from);
        const auto kept = outcome.text(0);
        CHECK(kept.starts_with(to_text(second(from))));
        CHECK(kept.ends_with("29999\n"));
        if (from > 0) CHECK(outcome.passed[0].dropped.at(0).to == text.size() - kept.size());
        if (from == 0) CHECK(outcome.passed[0].dropped.empty());
    }
}

TEST_CASE("stream: a window after the last line keeps nothing and records all") {
    Site site;
    auto& attachment = site.file("a.log", timed_lines(5000));
    attachment.since = second(9000);

    const auto passed = site.pass().passed[0];

    CHECK(passed.size == 0);
    REQUIRE(passed.dropped.size() == 1);
    CHECK(passed.dropped[0].to == attachment.bytes);
}

TEST_CASE("stream: lines that tell no time are all kept") {
    Site site;
    site.file("a.log", "no time\nhere\n").since = second(100);
    CHECK(site.pass().text(0) == "no time\nhere\n");
}

TEST_CASE("stream: the start of the window in a huge sparse log is found without reading it") {
    Site site;
    // 4 GiB of hole between the first lines and the last: reading it all would take seconds.
    const auto& attachment = site.file("a.log", timed_lines(100));
    std::filesystem::resize_file(attachment.path, std::uint64_t{4} << 30);
    std::ofstream(attachment.path, std::ios::app) << "\n"
                                                  << timed_lines(200'000).substr(0, 9 << 20);
    const auto file = open_regular(attachment.path, {});
    REQUIRE(file.has_value());

    const auto start = window_start(*file, second(100'000), TimestampReader(second(300'000)));

    std::string line(24, ' ');
    REQUIRE(read_at(file->descriptor, start, line).has_value());
    CHECK(line == to_text(second(100'000)));
}

TEST_CASE("stream: a cap keeps head and tail at whole lines and records what lies between") {
    Site site;
    const auto text = timed_lines(20'000);
    auto& attachment = site.file("a.log", text);
    for (const std::uint64_t limit : {1000u, 65'536u, 300'000u}) {
        attachment.limit = limit;
        const auto outcome = site.pass();
        CAPTURE(limit);
        const auto kept = outcome.text(0);
        CHECK(kept.size() <= limit);
        CHECK(kept.size() > limit / 2);
        REQUIRE(outcome.passed[0].dropped.size() == 1);
        const auto range = outcome.passed[0].dropped[0];
        CHECK(kept == text.substr(0, range.from) + text.substr(range.to));
        CHECK(text[range.from - 1] == '\n');
        CHECK(text[range.to - 1] == '\n');
    }
}

TEST_CASE("stream: a cap does not leave half a private key") {
    Site site;
    std::string text;
    for (int i = 0; i < 300; ++i) {
        text += "-----BEGIN PRIVATE KEY-----\n";
        for (int line = 0; line < 20; ++line) text += std::string(60, 'M') + "\n";
        text += "-----END PRIVATE KEY-----\n" + timed_lines(3);
    }
    auto& attachment = site.file("a.log", text);
    for (std::uint64_t limit = 20'000; limit < 24'000; limit += 333) {
        attachment.limit = limit;
        CAPTURE(limit);
        CHECK(site.pass().text(0).find("MMMM") == std::string::npos);
    }
}

TEST_CASE("stream: a program's output is passed, and how it ended") {
    Site site;
    site.program({"printf", "a password=Hunter2x b\\n"});
    site.program({"false"});
    site.program({"no-such-program-anywhere"});
    site.program({"seq", "1", "300000"}).limit = 100'000;

    const auto outcome = site.pass();

    CHECK(outcome.text(0).find("Hunter2x") == std::string::npos);
    CHECK(outcome.passed[1].failure->fault == Fault::io);
    CHECK(outcome.passed[2].failure->fault == Fault::absent);
    CHECK(outcome.passed[3].size <= 100'000);
}

TEST_CASE("stream: a source that trickles is heard of all the while, and nothing of it is lost") {
    Site site;
    const std::string late = "2026-11-23T20:00:09.000Z kept";
    site.program({"sh", "-c",
                  "for i in 1 2 3 4 5; do echo 2026-11-23T20:00:00.000Z early; sleep 1; done; "
                  "echo '" +
                      late + "'"})
        .since = second(5);
    std::vector<std::uint64_t> heard;
    Options options;
    options.progress = [&](const std::string&, std::uint64_t bytes) { heard.push_back(bytes); };
    std::vector<Passed> passed;

    pass(site.attachments, redactor(), {}, options,
         [&](Passed each) { passed.push_back(std::move(each)); });

    CHECK(heard.size() >= 2);
    REQUIRE(passed.size() == 1);
    CHECK_FALSE(passed[0].failure);
    CHECK(passed[0].size == late.size() + 1);
}

}  // namespace
}  // namespace diag::stream
