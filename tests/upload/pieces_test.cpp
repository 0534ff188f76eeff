// SPDX-License-Identifier: Apache-2.0
#include "agent/upload/pieces.hpp"

#include <doctest/doctest.h>

#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::test;
using upload::Pieces;

TEST_CASE("pieces: one is the same whether it was expected or not") {
    const Scratch scratch;
    Pieces pieces(scratch.file("bundle", "0123456789"));
    const auto plain = pieces.take(2, 4);
    REQUIRE(plain);
    CHECK(plain->bytes == "2345");
    CHECK(plain->digest == sha256("2345"));
    pieces.expect(6, 4);
    const auto expected = pieces.take(6, 4);
    REQUIRE(expected);
    CHECK(expected->bytes == "6789");
    CHECK(expected->digest == sha256("6789"));
}

TEST_CASE("pieces: another than the expected one is read, and the expected one forgotten") {
    const Scratch scratch;
    Pieces pieces(scratch.file("bundle", "0123456789"));
    pieces.expect(0, 5);
    CHECK(pieces.take(5, 5)->bytes == "56789");
    CHECK(pieces.take(0, 5)->bytes == "01234");
    pieces.expect(0, 10);
    CHECK(pieces.take(0, 3)->bytes == "012");
    pieces.expect(3, 3);  // nobody takes it
}

TEST_CASE("pieces: a file that became shorter fails, also ahead") {
    const Scratch scratch;
    const auto file = scratch.file("bundle", "0123456789");
    Pieces pieces(file);
    std::filesystem::resize_file(file, 5);
    CHECK(pieces.take(2, 8).error().fault == Fault::io);
    pieces.expect(2, 8);
    CHECK(pieces.take(2, 8).error().fault == Fault::io);
    std::filesystem::remove(file);
    CHECK(pieces.take(0, 1).error().fault == Fault::io);
}
