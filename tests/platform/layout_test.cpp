// SPDX-License-Identifier: Apache-2.0
#include "platform/layout.hpp"

#include <doctest/doctest.h>

#include <array>

#include "platform/nearest.hpp"

namespace diag::test {
namespace {

TEST_CASE("layout: columns are code points, not bytes") {
    CHECK(columns_of("año") == 3);
    CHECK(columns_of("") == 0);
}

TEST_CASE("layout: cutting leaves whole letters and an ellipsis within the width") {
    CHECK(cut_to("año nuevo", 20) == "año nuevo");
    CHECK(cut_to("año nuevo", 9) == "año nuevo");
    CHECK(cut_to("año nuevo", 4) == "año…");
    CHECK(cut_to("ññññ", 2) == "ñ…");
    CHECK(cut_to("abc", 1) == "…");
    CHECK(cut_to("abc", 0).empty());
}

TEST_CASE("layout: text breaks at spaces and keeps its own newlines") {
    CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
    CHECK(wrapped("a\n\nb", 7) == std::vector<std::string>{"a", "", "b"});
    CHECK(wrapped("incomprehensible word", 5) ==
          std::vector<std::string>{"incomprehensible", "word"});
}

TEST_CASE("layout: a table aligns its columns and wraps the last") {
    const std::vector<TableRow> rows{{"KEY", "VALUE", "FROM"},
                                     {"año", "1", "a long explanation that has to go on below"},
                                     {"longer", "", ""}};

    CHECK(table(rows, 0, 40) ==
          "KEY     VALUE  FROM\n"
          "año     1      a long explanation that\n"
          "               has to go on below\n"
          "longer\n");
}

TEST_CASE("layout: a term too long for its column has the meaning below") {
    const std::vector<TableRow> rows{{"--a", "first"}, {"--much-too-long-a-term", "second"}};

    CHECK(glossary(rows, 10, 80) == "  --a  first\n  --much-too-long-a-term\n       second\n");
}

TEST_CASE("nearest: one slip is recognised, whichever kind") {
    constexpr std::array<std::string_view, 3> words{"collect", "collectors", "config"};

    CHECK(nearest("colect", words) == "collect");
    CHECK(nearest("colllect", words) == "collect");
    CHECK(nearest("collekt", words) == "collect");
    CHECK(nearest("oclelct", words) == "collect");
    CHECK(nearest("CONFIG", words) == "config");
}

TEST_CASE("nearest: what is far from everything has no neighbour") {
    constexpr std::array<std::string_view, 2> words{"collect", "config"};

    CHECK(nearest("judge", words).empty());
    CHECK(nearest("", words).empty());
    CHECK(nearest(std::string(65, 'c'), words).empty());
    CHECK(nearest("x", std::span<const std::string_view>{}).empty());
}

}  // namespace
}  // namespace diag::test
