// SPDX-License-Identifier: Apache-2.0
// A backup that holds on every rung, to be made worse.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "agent/backup/ladder.hpp"
#include "tests/backup/made.hpp"

namespace diag::test {

inline constexpr std::uint64_t gib = 1ull << 30;

inline backup::Climb healthy() {
    using namespace std::chrono_literals;
    backup::Climb climb;
    climb.name = "SAFR-backup-20261127-020000.tgz";
    climb.now = Time{std::chrono::hours{500'000}};
    climb.taken = climb.now - 2h;
    auto contents = examine(packed(small_tar()));
    contents.identity.bytes = contents.after.bytes = contents.read = gib;
    contents.identity.modified = contents.after.modified = climb.taken;
    climb.contents = contents;
    climb.memory = backup::Memory{};
    for (int day = 1; day <= 5; ++day)
        climb.earlier.push_back({gib - day * 1000, climb.taken - day * 24h});
    return climb;
}

inline bool says(const backup::Rung& rung, std::string_view words) {
    return std::ranges::any_of(
        rung.seen, [&](const std::string& seen) { return seen.find(words) != std::string::npos; });
}

}  // namespace diag::test
