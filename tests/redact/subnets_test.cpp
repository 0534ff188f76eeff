// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/subnets.hpp"

#include <sstream>
#include <string>
#include <unordered_set>
#include <vector>

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

constexpr std::uint32_t first_of_public = 0xf20000;

Subnets subnets(unsigned key) {
    KeyedDigest digest(CaseKey{static_cast<unsigned char>(key)});
    return Subnets(digest);
}

Digest digest_of(std::uint32_t subnet) {
    KeyedDigest digest(test_key);
    return digest.of(std::to_string(subnet));
}

TEST_CASE("subnets: no two private ones have one stand-in, under any key") {
    constexpr std::pair<std::uint32_t, std::uint32_t> ranges[] = {{0x0a0000, 0x0affff},
                                                                  {0xac1000, 0xac1fff},
                                                                  {0xc0a800, 0xc0a8ff},
                                                                  {0x644000, 0x647fff},
                                                                  {0xa9fe00, 0xa9feff}};
    for (const unsigned key : {1u, 2u, 3u}) {
        const auto made = subnets(key);
        std::unordered_set<std::uint32_t> all;
        std::size_t count = 0;
        for (const auto& [first, last] : ranges)
            for (auto subnet = first; subnet <= last; ++subnet, ++count) {
                const auto stand_in = made.stand_in(subnet, {});
                if (stand_in >= 0xf00000 && stand_in < first_of_public) all.insert(stand_in);
            }
        CHECK(count == 86'528);
        CHECK(all.size() == count);
    }
}

TEST_CASE("subnets: public ones stand where no private one does, and never by the broadcast") {
    const auto made = subnets(1);
    std::unordered_set<std::uint32_t> all;
    for (std::uint32_t subnet = 0x080800; subnet < 0x081800; ++subnet) {
        const auto stand_in = made.stand_in(subnet, digest_of(subnet));
        if (stand_in >= first_of_public && stand_in < 0xffffff) all.insert(stand_in);
    }
    CHECK(all.size() > 4'000);  // of 4,096; some nine pairs fall together among 917,503
    Digest highest{};
    highest.fill(0xff);
    CHECK(made.stand_in(0x080808, highest) < 0xffffff);
}

TEST_CASE("subnets: neighbours have no neighbours' stand-ins, and each key has its own") {
    const auto one = subnets(1), other = subnets(2);
    std::size_t beside = 0, same = 0;
    for (std::uint32_t subnet = 0xc0a800; subnet < 0xc0a8ff; ++subnet) {
        beside += one.stand_in(subnet, {}) + 1 == one.stand_in(subnet + 1, {});
        same += one.stand_in(subnet, {}) == other.stand_in(subnet, {});
    }
    CHECK(beside < 3);
    CHECK(same < 3);
}

TEST_CASE("redact: 1,024 private subnets of a log stay as many") {
    std::string text;
    for (int subnet = 0; subnet < 1024; ++subnet)
        text += "10.2" + std::to_string(subnet / 256) + "." + std::to_string(subnet % 256) + ".7\n";
    std::istringstream lines(clean(text));
    std::unordered_set<std::string> all;
    for (std::string line; std::getline(lines, line);) all.insert(line.substr(0, line.rfind('.')));
    CHECK(all.size() == 1024);
}

}  // namespace
}  // namespace diag::redact
