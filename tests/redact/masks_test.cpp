// SPDX-License-Identifier: Apache-2.0
// Masks say of each byte what the table says, on every kind of processor.
#include "agent/redact/masks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace diag::redact {
namespace {

constexpr Table sought = table_of("+/_-.,: \t\n\\[x", false);
constexpr ByteSet sought_set = set_of(sought);

std::string some_bytes(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(random() & 255);
    return bytes;
}

template <class Is>
Bits one_by_one(const char* bytes, Is is) {
    Bits bits = 0;
    for (int i = 0; i < 64; ++i)
        if (is(bytes[i])) bits |= Bits{1} << i;
    return bits;
}

/// Every run, found a byte at a time.
std::vector<Run> plain_runs(std::string_view text, std::size_t least) {
    std::vector<Run> runs;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto end = skip(text, sought, at, text.size());
        if (end - at >= least) runs.push_back({at, end});
        at = end;
    }
    return runs;
}

}  // namespace

TEST_CASE("masks: every kind of processor tells the members of a set") {
    const auto bytes = some_bytes(4096);
    for (const auto& way : mask_ways())
        for (std::size_t at = 0; at + 64 <= bytes.size(); at += 61) {
            const auto expected =
                one_by_one(bytes.data() + at, [](char c) { return in(sought, c); });
            REQUIRE(way.members(sought_set, bytes.data() + at) == expected);
        }
}

TEST_CASE("masks: every kind of processor tells what addresses are made of") {
    const auto bytes = some_bytes(4096);
    for (const auto& way : mask_ways())
        for (std::size_t at = 0; at + 64 <= bytes.size(); at += 61) {
            const auto* from = bytes.data() + at;
            AddressMasks masks;
            way.addresses(from, {&masks, 1});
            const auto same = [&](char c) {
                return one_by_one(from, [&](char each) { return each == c; });
            };
            REQUIRE(masks.digit == one_by_one(from, [](char c) { return in(digits, c); }));
            REQUIRE(masks.odd == (same('+') | same('~')));
            REQUIRE(masks.dot == same('.'));
            REQUIRE(masks.colon == same(':'));
            REQUIRE(masks.dash == same('-'));
            REQUIRE(masks.slash == same('/'));
            REQUIRE(masks.sign == same('@'));
        }
}

TEST_CASE("masks: a run ends where its first stranger is, at any length") {
    for (const auto& way : mask_ways())
        for (std::size_t size = 0; size < 200; ++size) {
            const std::string run(size, '+');
            REQUIRE(way.run(sought_set, run) == size);
            REQUIRE(way.run(sought_set, run + "q" + run) == size);
            REQUIRE(way.run(sought_set, run + "\xab" + run) == size);
        }
}

TEST_CASE("masks: the next run is the one that looking at every byte finds") {
    std::mt19937 random(11);
    for (int round = 0; round < 200; ++round) {
        std::string text;
        while (text.size() < 3000)
            text += std::string(random() % 40, '-') + (random() % 3 ? "" : "q");
        for (const std::size_t least : {1, 2, 31, 64, 128}) {
            std::vector<Run> found;
            for (auto run = next_run(text, sought_set, least, 0); run;
                 run = next_run(text, sought_set, least, run->to))
                found.push_back(*run);
            const auto same = [](const Run& left, const Run& right) {
                return left.from == right.from && left.to == right.to;
            };
            const auto expected = plain_runs(text, least);
            REQUIRE(std::equal(found.begin(), found.end(), expected.begin(), expected.end(), same));
        }
    }
}

TEST_CASE("masks: dense runs are those that looking at every byte finds, on every processor") {
    std::mt19937 random(12);
    for (int round = 0; round < 200; ++round) {
        std::string text;
        while (text.size() < 3000)
            text += std::string(random() % 70, '-') + (random() % 3 ? "" : "q");
        const auto expected = plain_runs(text, dense_run);
        REQUIRE(expected.size() > 1);
        auto run = next_dense_run(text, sought_set, 0);
        std::size_t floor = 0;
        for (const auto& each : expected) {
            for (const auto& way : mask_ways())
                REQUIRE(way.dense(sought_set, text, floor) == each.from);
            REQUIRE(run);
            REQUIRE(run->from == each.from);
            REQUIRE(run->to == each.to);
            floor = each.to;
            run = next_dense_run(text, sought_set, floor);
        }
        REQUIRE_FALSE(run);
    }
}

TEST_CASE("masks: a dense run is found at any place and end of a text") {
    for (const auto& way : mask_ways())
        for (std::size_t before = 0; before < 140; ++before)
            for (const std::size_t size : {31, 32, 33, 64, 65, 130})
                for (const std::size_t after : {0, 1, 40, 70}) {
                    const auto text =
                        std::string(before, 'q') + std::string(size, '+') + std::string(after, 'q');
                    REQUIRE(way.dense(sought_set, text, 0) == (size < 32 ? text.size() : before));
                }
}

TEST_CASE("masks: a run that began before the floor counts from there") {
    const std::string text(300, '+');

    CHECK(next_run(text, sought_set, 128, 100)->from == 100);
    CHECK_FALSE(next_run(text, sought_set, 128, 200).has_value());
    CHECK_FALSE(next_run("", sought_set, 1, 0).has_value());
}

}  // namespace diag::redact
