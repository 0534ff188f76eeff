// SPDX-License-Identifier: Apache-2.0
// What a desk may be told.
#pragma once

#include <string>

#include "desk/store.hpp"
#include "tests/scratch.hpp"
#include "tests/show.hpp"

namespace diag::test {

inline constexpr Time noon{milliseconds{1'790'000'000'000}};
inline constexpr std::chrono::hours day{24};

struct Memory {
    Scratch scratch;
    std::filesystem::path file = scratch.path() / "desk.sqlite";
    desk::Store store = opened();

    desk::Store opened() const {
        auto fresh = desk::sqlite_store(file);
        REQUIRE(fresh);
        return std::move(*fresh);
    }
    void reopen() {
        store = {};
        store = opened();
    }
};

inline desk::Posted posted(const std::string& id, Time made = noon) {
    return {.id = id,
            .agent = "agent-1",
            .engineer = std::string(64, 'e'),
            .engineer_name = "Jane Doe",
            .case_number = "4711",
            .reason = "it\nis 'slow'",
            .made = made,
            .not_after = made + day,
            .changed = made,
            .document = std::string("\0DER\xff", 5)};
}

inline desk::Upload upload(const std::string& id, const std::string& bundle) {
    return {.id = id,
            .agent = "agent-1",
            .bundle = bundle,
            .sha256 = std::string(64, 'a'),
            .size = 1ull << 40,
            .begun = noon,
            .touched = noon};
}

inline desk::Bundle bundle(const std::string& id, const std::string& agent = "agent-1") {
    return {.id = id,
            .agent = agent,
            .site = "North",
            .case_number = "4711",
            .request = "r",
            .sha256 = std::string(64, 'a'),
            .bytes = 1000,
            .arrived = noon,
            .signed_at = noon - day};
}

/// The fault, or nothing where there is a value.
template <class T>
std::optional<Fault> fault_of(const Result<T>& result) {
    if (result) return {};
    return result.error().fault;
}

}  // namespace diag::test
