// SPDX-License-Identifier: Apache-2.0
// Everything that can be wrong with a file, tried on real ones.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <atomic>
#include <thread>

#include "agent/stream/blocks.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

using namespace std::string_view_literals;

TEST_CASE(
    "stream: what is missing, a link, a FIFO, a device or a directory is a recorded failure") {
    Site site;
    site.file("fine.log", "fine\n");
    REQUIRE(::symlink("fine.log", site.path("link.log").c_str()) == 0);
    REQUIRE(::mkfifo(site.path("fifo.log").c_str(), 0600) == 0);
    for (const auto& path : {site.path("absent.log"), site.path("link.log"), site.path("fifo.log"),
                             std::string("/dev/zero"), site.scratch.path().string()})
        site.attachments.push_back({.name = "x", .path = path});
    site.file("also.log", "also fine\n");

    const auto outcome = site.pass();

    CHECK(outcome.text(0) == "fine\n");
    CHECK(outcome.passed[1].failure->fault == Fault::absent);
    for (std::size_t i = 2; i < 6; ++i) {
        CAPTURE(i);
        REQUIRE(outcome.passed[i].failure.has_value());
        CHECK(outcome.passed[i].failure->fault == Fault::refused);
        CHECK(outcome.passed[i].size == 0);
    }
    CHECK(outcome.text(6) == "also fine\n");
}

TEST_CASE("stream: a file replaced since it was found is read, and that is recorded") {
    Site site;
    site.file("a.log", "new\n").inode = 1;

    const auto outcome = site.pass();

    CHECK(outcome.text(0) == "new\n");
    REQUIRE(outcome.passed[0].failure.has_value());
    CHECK(outcome.passed[0].failure->what.find("replaced") != std::string::npos);
}

TEST_CASE("stream: a file that grows is read to the size it had when it was opened") {
    Site site;
    auto& attachment = site.file("a.log", timed_lines(50'000));
    std::atomic<bool> stop = false;
    std::jthread writer([&, path = attachment.path] {
        std::ofstream file(path, std::ios::app);
        while (!stop) file << "one more line\n" << std::flush;
    });

    const auto outcome = site.pass();
    stop = true;

    CHECK_FALSE(outcome.passed[0].failure.has_value());
    CHECK(outcome.passed[0].size >= attachment.bytes);
    CHECK(outcome.text(0).starts_with(timed_lines(50'000)));
}

TEST_CASE("stream: a file cut short while it is read keeps what came") {
    Site site;
    const auto text = timed_lines(80'000);
    const auto& attachment = site.file("a.log", text);
    const OffLimits none;
    BlockReader reader(attachment, 0, none);
    Block block;
    reader.next(block);
    std::filesystem::resize_file(attachment.path, block_size / 2);

    std::string rest;
    do {
        reader.next(block);
        rest += block.text;
    } while (!block.last);

    REQUIRE(block.failure.has_value());
    CHECK(block.failure->fault == Fault::io);
}

TEST_CASE("stream: a file that vanishes after it was opened is read to its end") {
    Site site;
    const auto text = timed_lines(80'000);
    const auto& attachment = site.file("a.log", text);
    const OffLimits none;
    BlockReader reader(attachment, 0, none);
    std::filesystem::remove(attachment.path);
    std::string all;
    Block block;
    do {
        reader.next(block);
        all += block.text;
    } while (!block.last);

    CHECK(all == text);
    CHECK_FALSE(block.failure.has_value());
}

TEST_CASE("stream: pictures and other binary files are dropped whole, under any name") {
    Site site;
    site.file("face.log", "\xff\xd8\xff\xe0\0\x10JFIF"sv);
    site.file("zeros.log", std::string(3 << 20, '\0'));
    site.file("text.log", "text\n");

    const auto outcome = site.pass();

    for (std::size_t i = 0; i < 2; ++i) {
        REQUIRE(outcome.passed[i].failure.has_value());
        CHECK(outcome.passed[i].failure->fault == Fault::refused);
        CHECK(outcome.passed[i].size == 0);
        REQUIRE(outcome.passed[i].dropped.size() == 1);
        CHECK(outcome.passed[i].dropped[0].to == site.attachments[i].bytes);
    }
    CHECK(outcome.text(2) == "text\n");
}

TEST_CASE("stream: a file that turns binary later loses that part and keeps the text") {
    Site site;
    const auto text = timed_lines(40'000);
    std::string noise;
    for (unsigned i = 0; i < (2u << 20); ++i) noise += static_cast<char>(i * 2654435761u >> 13);
    site.file("a.log", text + noise + "\n" + text);

    const auto passed = site.pass().passed[0];

    REQUIRE(passed.failure.has_value());
    CHECK(passed.failure->fault == Fault::refused);
    CHECK_FALSE(passed.dropped.empty());
    CHECK(passed.size > text.size() / 2);
}

TEST_CASE("stream: UTF-16 logs as Windows writes them become UTF-8") {
    Site site;
    const std::u16string words = u"user=x password=Hunter2x caf\u00e9 \U0001F600\r\nnext\r\n";
    std::string little = "\xff\xfe", big = "\xfe\xff";
    for (const auto unit : words) {
        little += static_cast<char>(unit & 255);
        little += static_cast<char>(unit >> 8);
        big += static_cast<char>(unit >> 8);
        big += static_cast<char>(unit & 255);
    }
    site.file("little.log", little);
    site.file("big.log", big);

    const auto outcome = site.pass();

    for (std::size_t i = 0; i < 2; ++i) {
        const auto text = outcome.text(i);
        CHECK(text.find("Hunter2x") == std::string::npos);
        CHECK(text.find("caf\xc3\xa9 \xf0\x9f\x98\x80\r\nnext") != std::string::npos);
    }
}

TEST_CASE("stream: a line of many MiB passes in pieces, its secrets do not") {
    Site site;
    std::string line = "{";
    while (line.size() < (5u << 20))
        line +=
            R"("user":"bob","password":"Hunter2x","n":12345,"text":"some ordinary words here",)";
    site.file("a.json", line + "\"e\":1}");

    const auto outcome = site.pass();

    const auto text = outcome.text(0);
    CHECK(text.size() > (4u << 20));
    CHECK(text.find("Hunter2x") == std::string::npos);
    CHECK(text.ends_with("\"e\":1}"));
    CHECK_FALSE(outcome.passed[0].failure.has_value());
}

TEST_CASE("stream: NULs and broken UTF-8 among lines are carried through") {
    Site site;
    const std::string text("a\0b\nbroken \xc3( here\nlast without newline", 39);
    site.file("a.log", text);

    const auto outcome = site.pass();

    CHECK(outcome.text(0) == text);
}

TEST_CASE("stream: an empty file is an empty attachment") {
    Site site;
    site.file("a.log", "");

    const auto passed = site.pass().passed[0];

    CHECK_FALSE(passed.failure.has_value());
    CHECK(passed.size == 0);
    CHECK(passed.packed_size == 0);
    CHECK(passed.sha256.size() == 64);
}

}  // namespace
}  // namespace diag::stream
