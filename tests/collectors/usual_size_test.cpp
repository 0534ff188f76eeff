// SPDX-License-Identifier: Apache-2.0
#include "collectors/usual_size.hpp"

#include <doctest.h>

using namespace diag;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t mib = 1ull << 20;
constexpr std::uint64_t full = 1'000 * mib, small = 10 * mib;
const Time now{std::chrono::hours{500'000}};

/// `count` of this size, the newest of them `first` ago.
void add(std::vector<BackupSize>& all, int count, std::uint64_t bytes, milliseconds first,
         milliseconds between, const std::string& contents = {}) {
    for (int i = 0; i < count; ++i) all.push_back({bytes, now - first - i * between, contents});
}

SizeVerdict verdict(std::uint64_t bytes, const std::vector<BackupSize>& others,
                    const std::string& contents = {}, const ScheduledContents& scheduled = {}) {
    return usual_size({bytes, now, contents}, others, scheduled).verdict;
}

/// Hourly ones without objects until half an hour ago, daily full ones until yesterday.
std::vector<BackupSize> hourly_and_daily(const std::string& hourly, const std::string& daily) {
    std::vector<BackupSize> all;
    add(all, 24, small, 30min, 1h, hourly);
    add(all, 5, full, 24h, 24h, daily);
    return all;
}

}  // namespace

TEST_CASE("usual size: with none before it, or empty ones alone, there is none") {
    CHECK(verdict(full, {}) == SizeVerdict::first);
    CHECK(verdict(full, {{0, now - 24h}, {full, now + 24h}}) == SizeVerdict::first);
}

TEST_CASE(
    "usual size: a nightly one beside nightly ones is told from a fifth less, three times more") {
    std::vector<BackupSize> nightly;
    add(nightly, 5, full, 24h, 24h);
    CHECK(verdict(full * 80 / 100, nightly) == SizeVerdict::usual);
    CHECK(verdict(full * 79 / 100, nightly) == SizeVerdict::smaller);
    CHECK(verdict(full * 4, nightly) == SizeVerdict::usual);
    CHECK(verdict(full * 4 + mib, nightly) == SizeVerdict::larger);
    CHECK(usual_size({full * 5, now}, nightly).bytes == full);
    const SizeLimits lax{.fall_percent = 50, .rise_percent = 900};
    CHECK(usual_size({full * 5, now}, nightly, {}, lax).verdict == SizeVerdict::usual);
}

TEST_CASE("usual size: a daily full one beside hourly ones that nobody read is nothing unusual") {
    auto all = hourly_and_daily("", "");
    CHECK(verdict(full, all) == SizeVerdict::untold);
    // The first of its kind, which nobody expects in an hourly series.
    all.resize(24);
    CHECK(verdict(full, all) == SizeVerdict::untold);
    CHECK(verdict(full, all, "", {.all = {}, .several = true}) == SizeVerdict::untold);
    CHECK(verdict(small, all) == SizeVerdict::usual);
}

TEST_CASE("usual size: as large as neither kind, it is held against the one whose next was due") {
    const auto all = hourly_and_daily("", "");
    CHECK(verdict(full / 3, all) == SizeVerdict::smaller);
    CHECK(verdict(full / 3, all, "", {.all = {}, .several = true}) == SizeVerdict::untold);
    CHECK(usual_size({full / 3, now}, all).bytes == full);
    CHECK(usual_size({full / 3, now + 5 * 24h}, all).verdict == SizeVerdict::untold);
}

TEST_CASE("usual size: those in which the same was read are compared with, and no others") {
    const auto all = hourly_and_daily("without objects", "full");
    CHECK(verdict(full, all, "full") == SizeVerdict::usual);
    CHECK(verdict(small, all, "full") == SizeVerdict::smaller);
    CHECK(verdict(full, all, "without objects") == SizeVerdict::larger);
    CHECK(verdict(full, all, "objects only") == SizeVerdict::other_parts);
    CHECK(usual_size({full, now, "objects only"}, all).others == "without objects");

    auto one_read = hourly_and_daily("", "");
    one_read.back().contents = "full";
    CHECK(verdict(full, one_read, "full") == SizeVerdict::usual);
    CHECK(verdict(full / 2, one_read, "full") == SizeVerdict::smaller);
}

TEST_CASE("usual size: one that was read tells what the others of its size are") {
    auto all = hourly_and_daily("", "");
    all.front().contents = "without objects";
    CHECK(verdict(full, all, "full") == SizeVerdict::usual);
    all.resize(24);
    CHECK(verdict(full, all, "full") == SizeVerdict::other_parts);
}

TEST_CASE(
    "usual size: where one class is scheduled, nights after a fall are compared with before") {
    std::vector<BackupSize> fell;
    add(fell, 2, full / 2, 24h, 24h);
    add(fell, 5, full, 72h, 24h);
    CHECK(verdict(full / 2, fell, "", {.all = "full"}) == SizeVerdict::smaller);
    CHECK(verdict(full / 2, fell) == SizeVerdict::untold);
    // Made by hand between two nights.
    for (auto& each : fell) each.taken += 12h;
    CHECK(verdict(full / 2, fell, "", {.all = "full"}) == SizeVerdict::untold);
}

TEST_CASE("usual size: what nobody read tells nothing before there are three of it") {
    std::vector<BackupSize> two;
    add(two, 2, full, 24h, 24h);
    CHECK(verdict(full / 2, two) == SizeVerdict::untold);
    CHECK(verdict(full, two) == SizeVerdict::usual);
    add(two, 1, full, 72h, 24h);
    CHECK(verdict(full / 2, two) == SizeVerdict::smaller);
}

TEST_CASE("usual size: the first one after a weekend is held against those of the week before") {
    std::vector<BackupSize> weekdays;
    add(weekdays, 5, full, 72h, 24h);
    add(weekdays, 5, full, 10 * 24h, 24h);
    CHECK(verdict(full * 10 / 100, weekdays) == SizeVerdict::smaller);
    CHECK(verdict(full, weekdays) == SizeVerdict::usual);
}

TEST_CASE("usual size: growth by little and little parts no kind") {
    std::vector<BackupSize> growing;
    for (int day = 1; day <= 60; ++day)
        growing.push_back({full - static_cast<std::uint64_t>(day) * 15 * mib, now - day * 24h});
    CHECK(verdict(full, growing) == SizeVerdict::usual);
    CHECK(verdict(full / 20, growing) == SizeVerdict::smaller);
}
