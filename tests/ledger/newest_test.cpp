// SPDX-License-Identifier: Apache-2.0
// The end of a ledger, backwards.
#include "agent/ledger/newest.hpp"

#include <doctest/doctest.h>

#include "tests/ledger/given.hpp"

namespace diag::test {
namespace {

/// The numbers of those that are given while `take` wants more.
std::vector<std::uint64_t> newest(const Given& given, std::size_t most = 1'000) {
    std::vector<std::uint64_t> numbers;
    const auto book = ledger::Book::at(given.directory());
    REQUIRE(book);
    REQUIRE(ledger::each_newest(*book, [&](const ledger::Entry& entry) {
        numbers.push_back(entry.n);
        return numbers.size() < most;
    }));
    return numbers;
}

TEST_CASE(
    "ledger: read backwards, the last entry comes first and nobody is given more than asked") {
    Given given;
    for (int round = 0; round < 4; ++round) REQUIRE(given.append());

    CHECK(newest(given, 3) == std::vector<std::uint64_t>{4, 3, 2});
    CHECK(newest(given) == std::vector<std::uint64_t>{4, 3, 2, 1, 0});
}

TEST_CASE("ledger: read backwards, the segment that was closed last comes behind the current one") {
    Given given;
    given.habits.segment_bytes = 1;
    for (int round = 0; round < 4; ++round) REQUIRE(given.append());

    const auto numbers = newest(given);

    REQUIRE(numbers.size() == 2);
    CHECK(numbers.front() == numbers.back() + 1);
}

TEST_CASE("ledger: read backwards, what a power cut tore is passed over") {
    Given given;
    for (int round = 0; round < 2; ++round) REQUIRE(given.append());
    put(given.file(), given.text() + "{\"n\":3,\"time\"");

    CHECK(newest(given, 1) == std::vector<std::uint64_t>{2});
    put(given.file(), "no entry\n\n");
    CHECK(newest(given).empty());
}

}  // namespace
}  // namespace diag::test
