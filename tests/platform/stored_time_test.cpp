// SPDX-License-Identifier: Apache-2.0
#include "platform/stored_time.hpp"

#include <doctest.h>

#include <limits>

using namespace diag;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

}  // namespace

TEST_CASE("stored time: what no calendar has is brought into it, and can be written") {
    CHECK(to_text(bounded_time(most)) == "9999-12-31T23:59:59.999Z");
    CHECK(to_text(bounded_time(std::chrono::seconds{most})) == "9999-12-31T23:59:59.000Z");
    CHECK(bounded_time(least) == Time{});
    CHECK(bounded_time(std::chrono::seconds{least}) == Time{});
    CHECK(bounded_time(5).time_since_epoch() == milliseconds{5});
}

TEST_CASE("stored time: a text that is no number is no time, one with a newline is") {
    CHECK(time_in("1795464000000\n") == bounded_time(1'795'464'000'000));
    for (const char* none : {"", "yesterday", "-7", "18e3"}) CHECK(time_in(none) == Time{});
}

TEST_CASE("stored time: what may be missing is told apart from 1970") {
    const json::value document{
        {"then", 0}, {"late", most}, {"early", -1}, {"word", "x"}, {"span", most}};

    CHECK(time_at(document, "then") == Time{});
    for (const char* none : {"late", "early", "word", "gone"}) CHECK_FALSE(time_at(document, none));
    CHECK(time_from(document, "late") == latest_time);
    CHECK(span_from(document, "span") == std::chrono::days{1});
}
