// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/spellings.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/base64.hpp"

namespace diag::redact {
namespace {

bool has(const std::vector<std::string>& all, std::string_view text) {
    return std::find(all.begin(), all.end(), text) != all.end();
}

TEST_CASE("spellings: what needs no encoding is written in one way") {
    CHECK(spellings_of("abc-1.2_x~") == std::vector<std::string>{"abc-1.2_x~"});
}

TEST_CASE("spellings: a text is written for URLs, forms, JSON and XML") {
    const auto all = spellings_of("a b&\"c'/");

    for (const char* text :
         {"a b&\"c'/", "a%20b%26%22c%27%2F", "a+b%26%22c%27%2F", "a b&\\\"c'/", "a b&\\\"c'\\/",
          "a b&amp;&quot;c&apos;/", "a b&amp;\"c'/", "a b&amp;&quot;c&#39;/"})
        CHECK_MESSAGE(has(all, text), text);
}

TEST_CASE("spellings: each is read back") {
    const std::string text = "a&\"c'/<é>";
    for (const auto& each : spellings_of(text)) {
        if (each.find("\\\\") != std::string::npos) continue;  // a string inside of a string
        CHECK_MESSAGE(has(readings_of(each), text), each);
    }
}

TEST_CASE("spellings: base64 at any place holds one of three") {
    const std::string text = "hunter2-long";
    const auto all = base64_spellings_of(text);

    for (std::size_t before = 0; before < 6; ++before)
        for (std::size_t after = 0; after < 6; ++after) {
            const auto coded = base64(std::string(before, 'u') + text + std::string(after, 'v'));
            CHECK(std::any_of(all.begin(), all.end(), [&](const auto& each) {
                return coded.find(each) != std::string::npos;
            }));
        }
    CHECK(base64_spellings_of("abc").empty());
}

TEST_CASE("spellings: letters beyond ASCII have two cases") {
    CHECK(letter_cases_of("Nandú") == std::vector<std::string>{"Nandú", "NandÚ"});
    CHECK(letter_cases_of("x").size() == 1);
    CHECK(letter_cases_of("×÷") == std::vector<std::string>{"×÷"});
}

}  // namespace
}  // namespace diag::redact
