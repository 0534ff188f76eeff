// SPDX-License-Identifier: Apache-2.0
#include "platform/gunzip.hpp"

#include "platform/compress.hpp"
#include "tests/show.hpp"

using namespace diag;

namespace {

std::string member(std::string_view text) {
    const auto packed = gzip_member(text);
    REQUIRE(packed);
    return {packed->data(), packed->size()};
}

/// What comes out when it goes in a piece at a time; the error's words otherwise.
std::string unpacked(std::string_view packed, std::size_t piece = 100'000) {
    std::string text;
    Gunzip gunzip([&](std::string_view bytes) {
        text += bytes;
        return Result<>{};
    });
    for (; !packed.empty(); packed.remove_prefix(std::min(piece, packed.size())))
        if (const auto taken = gunzip.write(packed.substr(0, piece)); !taken)
            return taken.error().what;
    const auto whole = gunzip.finish();
    return whole ? text : whole.error().what;
}

}  // namespace

TEST_CASE("gunzip: members one after the other are one text, however they are cut") {
    const std::string big(200'000, 'x');
    const auto packed = member("one ") + member("") + member(big) + member(" two");

    for (const std::size_t piece : {1u, 2u, 17u, 100'000u})
        CHECK((unpacked(packed, piece) == "one " + big + " two"));
}

TEST_CASE("gunzip: data that ends within a member is told") {
    const auto packed = member("one") + member("two");

    std::size_t whole = 0;
    for (std::size_t length = 0; length < packed.size(); ++length)
        if (unpacked(packed.substr(0, length)) != "the gzip data ends early") ++whole;

    CHECK(whole == 1);  // after the first member
}

TEST_CASE("gunzip: what is no gzip, or follows it, is refused") {
    CHECK(unpacked("hello").starts_with("not valid gzip"));
    CHECK(unpacked(member("one") + "trailing").starts_with("not valid gzip"));
    auto changed = member("one");
    changed[changed.size() - 6] ^= 1;
    CHECK(unpacked(changed).starts_with("not valid gzip"));
}

TEST_CASE("gunzip: a sink that has enough ends it") {
    Gunzip gunzip([](std::string_view) { return Result<>{Error{Fault::full, "enough"}}; });

    const auto taken = gunzip.write(member("one"));

    REQUIRE_FALSE(taken);
    CHECK(taken.error().what == "enough");
}
