// SPDX-License-Identifier: Apache-2.0
#include "agent/report/clocks.hpp"

#include <doctest/doctest.h>

using namespace diag;
using report::ClockBound;
using report::correlated;

namespace {

constexpr std::size_t desk = 3;  // nodes are 0, 1 and 2

ClockBound bound(std::size_t of, std::size_t against, int least, int most,
                 std::string by = "receipt") {
    return {of, against, milliseconds{least}, milliseconds{most}, std::move(by)};
}

}  // namespace

TEST_CASE("report clocks: a clock that may be right is left, one that cannot be is in the middle") {
    const auto clocks =
        correlated(4, desk, {bound(0, desk, -4000, 9000), bound(1, desk, 88'000, 92'000)});

    REQUIRE((clocks[0].ahead && clocks[1].ahead));
    CHECK(*clocks[0].ahead == milliseconds{0});
    CHECK(clocks[0].doubt == milliseconds{9000});
    CHECK(*clocks[1].ahead == milliseconds{90'000});
    CHECK(clocks[1].doubt == milliseconds{2000});
    CHECK_FALSE(clocks[2].ahead);
    CHECK(clocks[2].by.empty());
}

TEST_CASE(
    "report clocks: what is known of two nodes ties one of them to the desk through the other") {
    const auto clocks =
        correlated(4, desk, {bound(0, desk, -3000, 3000), bound(1, 0, 59'990, 60'010, "mongo")});

    REQUIRE(clocks[1].ahead);
    CHECK(*clocks[1].least == milliseconds{56'990});
    CHECK(*clocks[1].most == milliseconds{63'010});
    // The two stand as they are known to stand to each other, to 10 ms, whatever the desk's doubt.
    CHECK(std::abs((*clocks[1].ahead - *clocks[0].ahead).count() - 60'000) <= 10);
    CHECK(clocks[1].by == std::vector<std::string>{"mongo"});
}

TEST_CASE(
    "report clocks: of clocks that are tied together the one that may be right is taken to be") {
    const auto clocks = correlated(
        4, desk,
        {bound(0, desk, 94'668, 96'483), bound(1, desk, 39'915, 41'730), bound(2, desk, -350, 1500),
         bound(0, 2, 94'998, 95'002, "mongo"), bound(1, 2, 40'248, 40'252, "mongo")});

    REQUIRE((clocks[0].ahead && clocks[1].ahead && clocks[2].ahead));
    CHECK(*clocks[2].ahead == milliseconds{0});
    CHECK(std::abs(clocks[0].ahead->count() - 95'000) <= 2);
    CHECK(std::abs(clocks[1].ahead->count() - 40'250) <= 2);
}

TEST_CASE("report clocks: bounds on one side alone say nothing but themselves") {
    const auto clocks = correlated(4, desk,
                                   {{0, desk, milliseconds{5000}, {}, "receipt"},
                                    {1, desk, {}, milliseconds{7000}, "receipt"}});

    CHECK_FALSE(clocks[0].ahead);
    CHECK(*clocks[0].least == milliseconds{5000});
    CHECK_FALSE(clocks[0].most);
    CHECK_FALSE(clocks[1].ahead);
    CHECK(*clocks[1].most == milliseconds{7000});
}

TEST_CASE("report clocks: what cannot be true beside what is believed more is set aside and told") {
    const auto clocks =
        correlated(4, desk,
                   {bound(0, desk, -1000, 2000), bound(0, desk, 60'000, 62'000, "hello"),
                    bound(0, desk, -500, 500, "daemon")});

    REQUIRE(clocks[0].ahead);
    CHECK(*clocks[0].ahead == milliseconds{0});
    CHECK(clocks[0].doubt == milliseconds{500});
    CHECK(clocks[0].set_aside == std::vector<std::string>{"hello"});
    CHECK(clocks[0].by == std::vector<std::string>{"receipt", "daemon"});
}

TEST_CASE("report clocks: numbers beyond reason, and clocks there are none of, do no harm") {
    const milliseconds furthest{std::numeric_limits<std::int64_t>::max()};
    const milliseconds earliest{std::numeric_limits<std::int64_t>::min()};

    const auto clocks = correlated(3, 0,
                                   {{1, 0, earliest, furthest, "receipt"},
                                    {2, 1, furthest, furthest, "mongo"},
                                    bound(9, 0, 1, 2),
                                    bound(1, 1, 5, 6)});

    REQUIRE(clocks.size() == 3);
    CHECK(*clocks[0].ahead == milliseconds{0});
    CHECK(correlated(report::most_clocks + 1, 0, {}).size() == report::most_clocks + 1);
    CHECK(correlated(2, 7, {bound(0, 1, 1, 2)})[0].by.empty());
}
