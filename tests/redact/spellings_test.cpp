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
    CHECK(spellings_of("abc-1.2_x") == std::vector<std::string>{"abc-1.2_x"});
}

TEST_CASE("spellings: a text is written for URLs, forms, JSON and XML") {
    const auto all = spellings_of("a b&\"c'/");

    for (const char* text :
         {"a b&\"c'/", "a%20b%26%22c%27%2F", "a+b%26%22c%27%2F", "a b&\\\"c'/", "a b&\\\"c'\\/",
          "a b&amp;&quot;c&apos;/", "a b&amp;\"c'/", "a b&amp;&quot;c&#39;/"})
        CHECK_MESSAGE(has(all, text), text);
}

TEST_CASE("spellings: a text is written as browsers, languages and their libraries do") {
    const auto url = spellings_of("S@fe!2026xQ");
    for (const char* text :
         {"S%40fe!2026xQ", "S%40fe%212026xQ", "S%2540fe!2026xQ", "S%2540fe%25212026xQ"})
        CHECK_MESSAGE(has(url, text), text);
    CHECK(has(spellings_of("a~b *c"), "a%7Eb+*c"));
    CHECK(has(spellings_of("a/b c"), "a/b%20c"));

    const auto quoted = spellings_of("Tr0ub&4dor'x<3\"=");
    for (const char* text :
         {R"(Tr0ub\u00264dor\u0027x\u003C3\"\u003D)", R"(Tr0ub\u00264dor'x\u003C3\"=)",
          R"(Tr0ub\u00264dor\u0027x\u003C3\u0022=)", R"(Tr0ub\\u00264dor'x\\u003C3\\\"=)",
          "Tr0ub&#38;4dor&#39;x&#60;3&#34;=", "Tr0ub&#x26;4dor&#x27;x&#x3c;3&#x22;=",
          "Tr0ub&amp;4dor&#x27;x&lt;3&quot;=", "Tr0ub&amp;4dor&#039;x&lt;3&quot;=",
          "Tr0ub&amp;4dor&#x27;x&lt;3&quot;&#x3d;",
          "Tr0ub&amp;amp;4dor&amp;apos;x&amp;lt;3&amp;quot;="})
        CHECK_MESSAGE(has(quoted, text), text);

    const auto beyond = spellings_of("Zürich😀/");
    for (const char* text : {R"(Z\u00FCrich\uD83D\uDE00/)", R"(Z\u00FCrich\uD83D\uDE00\/)",
                             R"(Z\\u00FCrich\\uD83D\\uDE00/)", "Z&#252;rich&#128512;/",
                             "Z&#xfc;rich&#x1f600;/", "Z%C3%BCrich%F0%9F%98%80%2F"})
        CHECK_MESSAGE(has(beyond, text), text);
}

TEST_CASE("spellings: bytes that are no UTF-8 are written as they are") {
    for (const std::string_view text : {"a\xfc", "a\xc3", "\xe2\x82", "\xff\x80", "\xc0\xaf"})
        CHECK(has(spellings_of(text), text));
    CHECK(has(readings_of("%zz%4"), "%zz%4"));
    CHECK(has(readings_of("\\u00"), "\\u00"));
    CHECK(has(readings_of("&#x;&#;&#99999999;&x"), "&#x;&#;&#99999999;&x"));
}

TEST_CASE("spellings: each is read back") {
    const std::string text = "a&\"c'/<é>😀";
    for (const auto& each : spellings_of(text)) CHECK_MESSAGE(has(readings_of(each), text), each);
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
