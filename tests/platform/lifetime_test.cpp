// SPDX-License-Identifier: Apache-2.0
#include "platform/lifetime.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace diag;
using namespace std::chrono_literals;

namespace {

constexpr auto day = milliseconds{24h};
constexpr auto kept = 400 * day;
const Time start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 27}};

/// One every thirty days from the start on, over the day it was made.
std::vector<Lifetime> monthly(int count) {
    std::vector<Lifetime> all;
    for (int i = 0; i < count; ++i) all.push_back({start + 30 * i * day, start + 30 * i * day});
    return all;
}

auto old_among(const std::vector<Lifetime>& all, Time now) {
    const auto old = surely_old(all, kept, now);
    return std::count(old.begin(), old.end(), true);
}

}  // namespace

TEST_CASE("lifetime: what ended longer ago than it is kept is old, to the millisecond") {
    const auto all = monthly(21);

    CHECK(old_among(all, start + 600 * day) == 1);
    CHECK(surely_old(all, 600 * day, start + 600 * day)[0] == false);
    CHECK(surely_old(all, 600 * day, start + 600 * day + 1ms)[0] == true);
    CHECK(old_among(monthly(40), start + 39 * 30 * day) == 20);
}

TEST_CASE("lifetime: the newest twenty stay whatever their age") {
    CHECK(old_among(monthly(20), start + 19 * 30 * day + kept) == 0);
    CHECK(old_among(monthly(21), start + 20 * 30 * day + kept) == 1);
    CHECK(old_among({}, start) == 0);
}

TEST_CASE("lifetime: a clock that stands before all records, or 400 days past, makes none old") {
    const auto all = monthly(40);
    const auto newest = all.back().made;

    CHECK(old_among(all, start - 1ms) == 0);
    CHECK(old_among(all, newest) > 0);
    CHECK(old_among(all, newest + 400 * day) > 0);
    CHECK(old_among(all, newest + 400 * day + 1ms) == 0);
}

TEST_CASE("lifetime: records that a clock made which had jumped do not vouch for it") {
    auto all = monthly(40);
    const auto jumped = all.back().made + 5000 * day;
    for (int i = 0; i < 25; ++i) all.push_back({jumped + i * day, jumped + i * day});

    CHECK(old_among(all, jumped + 25 * day) == 0);
    const auto later = surely_old(all, 1 * day, jumped + 25 * day);
    CHECK(std::count(later.begin(), later.begin() + 40, true) == 0);
    CHECK(std::count(later.begin() + 40, later.end(), true) == 5);
}

TEST_CASE("lifetime: a record of the future stays, vouches for nothing and keeps no other") {
    auto all = monthly(40);
    const auto now = all.back().made;
    const auto old_before = old_among(all, now);
    const auto jumped = now + 26'000 * day;
    all.insert(all.begin(), {jumped, start});

    CHECK(old_before == 20);
    CHECK(old_among(all, now) == 20);
    CHECK(surely_old(all, kept, now)[0] == false);
    CHECK(old_among(all, now + 400 * day) > 0);
    CHECK(old_among(all, now + 400 * day + 1ms) == 0);
}

TEST_CASE("lifetime: records of the future are none of the newest twenty") {
    auto all = monthly(21);
    const auto now = all.back().made;
    for (int i = 0; i < 30; ++i) all.push_back({now + 9000 * day, now + 9000 * day});

    CHECK(surely_old(all, 1 * day, now)[0] == true);
    CHECK(old_among(all, now) == 1);
}
