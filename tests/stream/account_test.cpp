// SPDX-License-Identifier: Apache-2.0
// What is kept of a source whose end is not known beforehand: its head, and of its tail what the
// cap leaves, in order, whatever the sizes of its blocks.
#include "agent/stream/account.hpp"

#include <algorithm>
#include <random>

#include "tests/stream/given.hpp"

namespace diag::stream {
namespace {

const std::vector<Signature> signatures{{.id = "x", .pattern = "needle"}};

struct Kept {
    Passed passed;
    std::string text;
};

/// What an account of `blocks` as they come from a program keeps under that cap.
Kept kept_of(const std::vector<std::string>& blocks, std::uint64_t limit) {
    const test::Scratch scratch;
    const auto path = (scratch.path() / "packed").string();
    const int output = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    REQUIRE(output >= 0);
    const Attachment attachment{.name = "program", .limit = limit};
    static const Lookout lookout(signatures);  // patterns take long to compile
    const TimestampReader times(system_clock().now());
    GzipPacker packer;
    std::uint64_t position = 0;
    Account account(attachment, signatures, output, &position);
    Block block{.streamed = true};
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        block.text = blocks[i];
        block.last = i + 1 == blocks.size();
        Worked worked{.block = &block, .clean = block.text};
        if (!block.text.empty()) {
            worked.packed = packer.member(block.text);
            worked.sightings = lookout.look(block.text, times);
        }
        account.add(worked);
        block.offset += block.text.size();
    }
    Kept kept{account.close(), {}};
    ::close(output);
    kept.text = unpacked(file_text(path));
    return kept;
}

/// The head up to half of the cap, and behind the first block beyond it the latest that fit.
std::string expected_of(const std::vector<std::string>& blocks, std::uint64_t limit) {
    std::string head;
    std::size_t next = 0;
    while (next < blocks.size() && head.size() + blocks[next].size() <= limit / 2)
        head += blocks[next++];
    std::size_t first = blocks.size(), size = head.size();
    while (first > next && size + blocks[first - 1].size() <= limit) size += blocks[--first].size();
    for (; first < blocks.size(); ++first) head += blocks[first];
    return head;
}

std::uint64_t lines_in(std::string_view text) {
    return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
}

/// Lines of a log with its time, `size` bytes or a little more, from the line `line` on.
std::string block_of(std::size_t size, int& line) {
    std::string text;
    for (; text.size() < size; ++line)
        text += to_text(second(line)) + " INFO line " + std::to_string(line) +
                std::string(150, '.') + "\n";
    return text;
}

TEST_CASE("account: a small block behind those that wait is not written before them") {
    int line = 0;
    std::vector<std::string> blocks;
    for (const std::size_t size : {30'000, 15'000, 20'000, 20'000, 900})
        blocks.push_back(block_of(size, line));
    blocks.push_back(to_text(second(line)) + " INFO needle\n");

    const auto kept = kept_of(blocks, 100'000);

    std::string all;
    for (const auto& block : blocks) all += block;
    CHECK(kept.text == all);
    CHECK(kept.passed.size == all.size());
    CHECK(kept.passed.dropped.empty());
    CHECK(kept.passed.last_time == second(line));
    REQUIRE(kept.passed.matches.size() == 1);
    CHECK(kept.passed.matches[0].first_line == lines_in(all));
    CHECK(kept.passed.matches[0].last_line == lines_in(all));
    CHECK(kept.passed.matches[0].first_time == second(line));
}

TEST_CASE("account: an empty block at the end of what waits is nothing to unpack") {
    int line = 0;
    std::vector<std::string> blocks{block_of(10'000, line), block_of(60'000, line), {}};

    const auto kept = kept_of(blocks, 100'000);

    CHECK(kept.text == blocks[0] + blocks[1]);
    CHECK_FALSE(kept.passed.failure.has_value());
}

TEST_CASE("account: blocks of any sizes leave a head, one gap that is told, and a tail") {
    std::mt19937 dice(20261123);
    for (int round = 0; round < 60; ++round) {
        CAPTURE(round);
        const std::uint64_t limit = 2'000 + dice() % 40'000;
        std::vector<std::string> blocks;
        int line = 0;
        const auto count = 1 + dice() % 25;
        for (unsigned i = 0; i < count; ++i) {
            const bool large = dice() % 3 == 0;
            blocks.push_back(block_of(dice() % (large ? limit : limit / 20), line));
        }

        const auto kept = kept_of(blocks, limit);

        std::string all;
        for (const auto& block : blocks) all += block;
        CHECK(kept.text == expected_of(blocks, limit));
        CHECK(kept.passed.size == kept.text.size());
        CHECK(kept.passed.dropped.size() == (kept.text.size() < all.size() ? 1 : 0));
        for (const auto& gap : kept.passed.dropped)
            CHECK(kept.text == all.substr(0, gap.from) + all.substr(gap.to));
    }
}

TEST_CASE("account: a packed log below its cap is kept whole and in order") {
    constexpr std::size_t line_size = 300'000;  // blocks of three of them are far below a MiB
    Site site;
    site.signatures = signatures;
    std::string text;
    int line = 0;
    for (; line < 12; ++line) {
        text += to_text(second(line)) + " INFO";
        while (text.size() < line_size * (static_cast<std::size_t>(line) + 1))
            text += " all is well; nothing to do;";
        text += " so it ends here\n";
    }
    text += block_of(200'000, line);
    text += to_text(second(line)) + " INFO needle\n";
    GzipPacker packer;
    auto& attachment = site.file("x.log.gz", packer.member(text));
    attachment.gzip = true;
    attachment.limit = 4 << 20;

    const auto outcome = site.pass();

    const auto& passed = outcome.passed[0];
    CHECK((outcome.text(0) == text));  // not printed: it is long
    CHECK(passed.dropped.empty());
    CHECK(passed.last_time == second(line));
    REQUIRE(passed.matches.size() == 1);
    CHECK(passed.matches[0].first_line == lines_in(text));
}

}  // namespace
}  // namespace diag::stream
