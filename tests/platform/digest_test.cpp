// SPDX-License-Identifier: Apache-2.0
#include "platform/digest.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace diag;

TEST_CASE("digest: SHA-256 is the one of FIPS 180-4, in one piece or many") {
    const auto abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    Sha256 running;
    running.update("a");
    running.update("");
    running.update("bc");

    CHECK(sha256_hex("abc") == abc);
    CHECK(running.finish_hex() == abc);
    CHECK(running.finish_hex() ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("digest: equal is equal, and any difference is seen") {
    CHECK(equal_in_constant_time("", ""));
    CHECK(equal_in_constant_time("secret", "secret"));
    CHECK_FALSE(equal_in_constant_time("secret", "secreT"));
    CHECK_FALSE(equal_in_constant_time("secret", "secre"));
}

TEST_CASE("digest: a UUIDv7 tells its time, sorts by it and never comes twice") {
    const Time time{milliseconds{0x01'23'45'67'89'abll}};
    const auto text = uuid_v7(time);
    CHECK(text.starts_with("01234567-89ab-7"));
    CHECK(std::string_view("89ab").find(text[19]) != std::string_view::npos);
    CHECK(uuid_v7(time) < uuid_v7(time + milliseconds{1}));

    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) CHECK(seen.insert(uuid_v7(time)).second);
}

TEST_CASE("digest: only what uuid_v7 writes is a UUID") {
    CHECK(is_uuid("019ab2d3-6f1b-7c55-9a55-0f3c8a1d2e4f"));
    for (const char* text :
         {"", "019AB2D3-6f1b-7c55-9a55-0f3c8a1d2e4f", "019ab2d3-6f1b-7c55-9a55-0f3c8a1d2e4",
          "019ab2d36f1b7c559a550f3c8a1d2e4f", "../ab2d3-6f1b-7c55-9a55-0f3c8a1d2e4f",
          "019ab2d3-6f1b-7c55-9a55-0f3c8a1d2e4f\n"})
        CHECK_FALSE(is_uuid(text));
}
