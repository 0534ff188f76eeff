// SPDX-License-Identifier: Apache-2.0
// Whatever is changed is found, and found where it is.
#include <doctest/doctest.h>

#include "tests/ledger/given.hpp"

namespace diag::test {
namespace {

using ledger::Kind;

TEST_CASE("ledger: one that nobody touched holds") {
    Given given;
    given.fill(50);

    const auto verdict = given.verdict();

    CHECK_FALSE(verdict.flaw);
    CHECK(verdict.entries == 50);
    CHECK(verdict.checkpoints == 1);
}

TEST_CASE("ledger: an empty one holds, and one that was never begun is absent") {
    Given given;
    CHECK(ledger::verify(given.directory()).error().fault == Fault::absent);
    REQUIRE(given.open());
    CHECK(given.flaw().empty());
}

TEST_CASE("ledger: no byte can be altered without the entry, or the one after it, being named") {
    // The first, a checkpoint, ones between, the last; numbers of one digit and of two.
    Given given;
    while (given.append({}) && whole_lines(given.text()).size() < 12) continue;
    const auto text = given.text();
    std::uint64_t n = 0;
    std::size_t missed = 0;
    std::size_t misplaced = 0;

    for (std::size_t at = 0; at < text.size(); ++at) {
        auto altered = text;
        altered[at] = static_cast<char>(altered[at] ^ (1 + at % 255));
        put(given.file(), altered);
        const auto flaw = given.verdict().flaw;
        if (!flaw) ++missed;
        if (flaw && flaw->n != n && flaw->n != n + 1) ++misplaced;
        if (text[at] == '\n') ++n;
    }

    CHECK(n == 12);
    CHECK(missed == 0);
    CHECK(misplaced == 0);
}

TEST_CASE("ledger: a number that was altered with care is found where it is") {
    Given given;
    given.fill(20);
    auto lines = whole_lines(given.text());
    auto& line = lines[10];
    line.replace(line.find("collect"), 7, "nothing");
    put(given.file(), joined(lines));

    CHECK(given.flaw() ==
          "ledger.jsonl, line 11: entry 10 was altered: the entry after it was written after "
          "another one");
}

TEST_CASE("ledger: every line taken away is missed, the last one too") {
    Given given;
    given.fill(50);
    const auto lines = whole_lines(given.text());
    for (std::size_t at = 0; at < lines.size(); ++at) {
        CAPTURE(at);
        auto fewer = lines;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at));
        put(given.file(), joined(fewer));
        const auto flaw = given.verdict().flaw;
        REQUIRE(flaw);
        CHECK(flaw->n == at);
        CHECK(flaw->what.find("missing") != std::string::npos);
    }
}

TEST_CASE("ledger: every line that stands there twice is found") {
    Given given;
    given.fill(50);
    const auto lines = whole_lines(given.text());
    for (std::size_t at = 0; at < lines.size(); ++at) {
        CAPTURE(at);
        auto more = lines;
        more.insert(more.begin() + static_cast<std::ptrdiff_t>(at), lines[at]);
        put(given.file(), joined(more));
        const auto flaw = given.verdict().flaw;
        REQUIRE(flaw);
        CHECK(flaw->n == at);
        CHECK(flaw->what == "is there twice");
    }
}

TEST_CASE("ledger: every line swapped with its neighbour is found") {
    Given given;
    given.fill(50);
    const auto lines = whole_lines(given.text());
    for (std::size_t at = 0; at + 1 < lines.size(); ++at) {
        CAPTURE(at);
        auto swapped = lines;
        std::swap(swapped[at], swapped[at + 1]);
        put(given.file(), joined(swapped));
        const auto flaw = given.verdict().flaw;
        REQUIRE(flaw);
        CHECK(flaw->n == at);
        CHECK(flaw->line == at + 1);
    }
}

TEST_CASE("ledger: an entry slipped in with the right hash is found at the one after it") {
    Given given;
    given.fill(20);
    auto lines = whole_lines(given.text());
    auto forged = *ledger::entry_from(lines[10]);
    forged.data = {{"what", "nothing"}};
    lines.insert(lines.begin() + 10, ledger::line_of(forged));
    put(given.file(), joined(lines));

    const auto flaw = given.verdict().flaw;

    REQUIRE(flaw);
    CHECK(flaw->n == 10);
    CHECK(flaw->line == 12);
}

TEST_CASE("ledger: a line without end does not need memory without end") {
    Given given;
    given.fill(3);
    put(given.file(), given.text() + std::string(4 * ledger::longest_line, 'x'));

    CHECK(given.verdict().flaw->n == 3);
}

/// The ledger written anew from its first entry, by somebody who leaves one out and fits hashes,
/// numbers and head.
void rewrite(const Given& given, bool keep_checkpoints) {
    std::string text;
    ledger::Entry last{.n = 0, .previous = ledger::no_previous()};
    std::uint64_t n = 0;
    for (const auto& line : whole_lines(given.text())) {
        auto entry = *ledger::entry_from(line);
        if (entry.n == 5 || (entry.kind == Kind::checkpoint && !keep_checkpoints)) continue;
        entry.n = n++;
        entry.previous = text.empty() ? ledger::no_previous() : last.previous;
        const auto written = ledger::line_of(entry);
        last.previous = ledger::hash_of(written);
        text += written;
    }
    put(given.file(), text);
    put(given.directory() / "head.json",
        "{\"n\":" + std::to_string(n - 1) + ",\"hash\":\"" + last.previous + "\"}\n");
}

TEST_CASE("ledger: a chain rewritten from some entry on fails at the next checkpoint") {
    Given given;
    given.habits.checkpoint_every = 16;
    given.fill(40);
    rewrite(given, true);

    const auto flaw = given.verdict().flaw;

    REQUIRE(flaw);
    CHECK(flaw->what.find("checkpoint") != std::string::npos);
}

TEST_CASE("ledger: rewritten without its checkpoints it is told by one kept elsewhere") {
    Given given;
    given.fill(40);
    const auto kept = ledger::proof_from(*given.open()->checkpoint());
    REQUIRE(kept);
    given.fill(45);
    CHECK(given.flaw({.authority = {}, .kept = kept->checkpoint}).empty());
    rewrite(given, false);

    CHECK(given.flaw().empty());
    CHECK(given.flaw({.authority = {}, .kept = kept->checkpoint}).find("rewritten") !=
          std::string::npos);
}

TEST_CASE("ledger: a tail that was cut off is told by a checkpoint kept elsewhere") {
    Given given;
    given.fill(40);
    const auto kept = ledger::proof_from(*given.open()->checkpoint());
    const auto lines = whole_lines(given.text());
    put(given.file(), joined({lines.begin(), lines.begin() + 30}));
    put(given.directory() / "head.json",
        "{\"n\":29,\"hash\":\"" + ledger::hash_of(lines[29]) + "\"}\n");

    CHECK(given.flaw().empty());
    CHECK(given.flaw({.authority = {}, .kept = kept->checkpoint}) ==
          "ledger.jsonl, line 31: entry 30 is missing: the checkpoint kept elsewhere proves that "
          "there was an entry 39");
}

TEST_CASE("ledger: segments are one chain, and a segment taken away is missed") {
    Given given;
    given.habits.segment_bytes = 4000;
    for (int round = 0; round < 100; ++round) REQUIRE(given.append());
    REQUIRE(given.files("ledger-").size() > 3);
    CHECK(given.flaw().empty());

    std::filesystem::remove(given.directory() / "ledger-0002.jsonl");

    const auto flaw = given.flaw();
    CHECK(flaw.starts_with("ledger-0002.jsonl: entry "));
    CHECK(flaw.find("missing with its whole segment") != std::string::npos);
}

TEST_CASE("ledger: the last segment or the first one taken away is missed") {
    for (const char* name : {"ledger.jsonl", "ledger-0001.jsonl"}) {
        CAPTURE(name);
        Given given;
        given.habits.segment_bytes = 4000;
        for (int round = 0; round < 30; ++round) REQUIRE(given.append());
        std::filesystem::remove(given.directory() / name);
        CHECK_FALSE(given.flaw().empty());
    }
}

}  // namespace
}  // namespace diag::test
