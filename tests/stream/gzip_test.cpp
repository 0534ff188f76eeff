// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/blocks.hpp"
#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

TEST_CASE("stream: a gzip file is unpacked on the way, whatever its members") {
    Site site;
    GzipPacker packer;
    std::string packed;
    for (const auto* piece : {"one password=Hunter2x\n", "two\n", ""})
        packed += packer.member(piece);
    site.file("a.log.gz", packed).gzip = true;

    const auto outcome = site.pass();

    CHECK(outcome.text(0).starts_with("one password=["));
    CHECK(outcome.text(0).ends_with("\ntwo\n"));
    CHECK(outcome.passed[0].read_bytes == packed.size());
}

TEST_CASE("stream: a gzip file cut at any byte gives what can be read, and says so") {
    Site site;
    const auto text = timed_lines(40);
    const auto packed = gzip_member(text);
    REQUIRE(packed.has_value());
    for (std::size_t size = 0; size < packed->size(); ++size)
        site.file(std::to_string(size), packed->substr(0, size)).gzip = true;

    const auto outcome = site.pass();

    for (std::size_t size = 0; size < packed->size(); ++size) {
        CAPTURE(size);
        CHECK(text.starts_with(outcome.text(size)));
        REQUIRE(outcome.passed[size].failure.has_value());
        CHECK(outcome.passed[size].failure->fault == Fault::malformed);
    }
}

TEST_CASE("stream: damage in a gzip file keeps what came before it") {
    Site site;
    GzipPacker packer;
    const std::string first(packer.member(timed_lines(2000)));
    auto packed = first + std::string(packer.member(timed_lines(2000)));
    packed[first.size() + 200] = static_cast<char>(packed[first.size() + 200] ^ 0x5a);
    site.file("a.gz", packed).gzip = true;

    const auto outcome = site.pass();

    CHECK(outcome.text(0).starts_with(timed_lines(2000)));
    CHECK(outcome.passed[0].failure->fault == Fault::malformed);
}

TEST_CASE("stream: a file that is no gzip is a recorded failure") {
    Site site;
    site.file("a.gz", "plain words\n").gzip = true;
    CHECK(site.pass().passed[0].failure->fault == Fault::malformed);
}

TEST_CASE("stream: a gzip bomb is stopped at its limit") {
    Site site;
    GzipPacker packer(1);
    const std::string member(packer.member(timed_lines(1) + std::string(8 << 20, '\n')));
    std::string packed;
    for (int i = 0; i < 40; ++i) packed += member;
    site.file("a.gz", packed).gzip = true;
    const OffLimits none;
    BlockReader reader(site.attachments[0], 0, none);
    Block block;
    std::uint64_t size = 0;
    do {
        reader.next(block);
        size += block.text.size();
    } while (!block.last);

    REQUIRE(block.failure.has_value());
    CHECK(block.failure->fault == Fault::full);
    CHECK(size <= unpack_floor + (4u << 20));
}

TEST_CASE("stream: a cap on a gzip file keeps head and tail and records the middle") {
    Site site;
    std::string text;
    for (int i = 0; text.size() < (6u << 20); ++i)
        text += to_text(second(i)) + " INFO line " + std::to_string(i) + "\n";
    GzipPacker packer;
    auto& attachment = site.file("a.gz", packer.member(text));
    attachment.gzip = true;
    attachment.limit = 4 << 20;

    const auto outcome = site.pass();

    const auto& passed = outcome.passed[0];
    const auto kept = outcome.text(0);
    CHECK(passed.size <= attachment.limit);
    CHECK(passed.size == kept.size());
    REQUIRE(passed.dropped.size() == 1);
    CHECK(kept == text.substr(0, passed.dropped[0].from) + text.substr(passed.dropped[0].to));
    CHECK(passed.dropped[0].to < text.size());
}

TEST_CASE("stream: the window of a gzip file begins at its first line in time") {
    Site site;
    GzipPacker packer;
    auto& attachment = site.file("a.gz", packer.member(timed_lines(40'000)));
    attachment.gzip = true;
    attachment.since = second(30'000);

    const auto outcome = site.pass();

    const auto kept = outcome.text(0);
    CHECK(kept.starts_with(to_text(second(30'000))));
    CHECK(kept.ends_with(" 39999\n"));
    REQUIRE(outcome.passed[0].dropped.size() == 1);
    CHECK(outcome.passed[0].dropped[0].to == timed_lines(40'000).size() - kept.size());
}

}  // namespace
}  // namespace diag::stream
