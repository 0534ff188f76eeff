// SPDX-License-Identifier: Apache-2.0
// One redactor for all tests of the room, and short words for what they ask of it.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "agent/redact/redactor.hpp"

namespace diag::redact {

inline const CaseKey test_key{1, 2, 3, 4, 5, 6, 7, 8};

inline const Redactor& redactor() {
    static const auto made = Redactor::create(test_key);
    return *made;
}

/// `text` redacted; the test fails where that fails.
inline std::string clean(std::string_view text) {
    Redactions counts;
    const auto result = redactor().redact(text, counts);
    REQUIRE(result.has_value());
    return result->text();
}

inline bool holds(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// `text` cut into blocks of at most `block` bytes, as streams are, each redacted on its own.
inline std::string clean_in_blocks(std::string_view text, std::size_t block) {
    std::string result;
    while (text.size() > block) {
        auto cut = Redactor::safe_cut(text.substr(0, block));
        if (cut == 0) cut = Redactor::forced_cut(text.substr(0, block));
        result += clean(text.substr(0, cut));
        text.remove_prefix(cut);
    }
    return result + clean(text);
}

}  // namespace diag::redact
