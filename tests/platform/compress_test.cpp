// SPDX-License-Identifier: Apache-2.0
#include "platform/compress.hpp"

#include <doctest/doctest.h>

#include "platform/gunzip.hpp"

namespace diag {
namespace {

std::string unpacked(std::string_view packed) {
    std::string plain;
    Gunzip gunzip([&](std::string_view bytes) {
        plain += bytes;
        return Result<>{};
    });
    REQUIRE(gunzip.write(packed).has_value());
    REQUIRE(gunzip.finish().has_value());
    return plain;
}

TEST_CASE("compress: members laid end to end unpack to the pieces laid end to end") {
    GzipPacker packer;
    std::string packed, plain;
    for (const std::size_t size : {0, 1, 70'000, 3}) {
        const std::string piece(size, static_cast<char>('a' + size % 26));
        packed += packer.member(piece);
        plain += piece;
    }

    CHECK(unpacked(packed) == plain);
}

TEST_CASE("compress: a member unpacks at once where its size is known") {
    const auto member = gzip_member("a line\nanother\n");
    REQUIRE(member.has_value());
    std::string plain;

    CHECK(unpack_member(*member, 15, plain).has_value());
    CHECK(plain == "a line\nanother\n");
}

TEST_CASE("compress: a cut or altered member does not unpack") {
    const auto member = gzip_member("a line\nanother\n");
    REQUIRE(member.has_value());
    for (std::size_t size = 0; size < member->size(); ++size) {
        CAPTURE(size);
        std::string plain;
        CHECK_FALSE(unpack_member(member->substr(0, size), 15, plain).has_value());
    }
    auto altered = *member;
    altered[12] = static_cast<char>(altered[12] ^ 0x55);
    std::string plain;
    CHECK_FALSE(unpack_member(altered, 15, plain).has_value());
}

}  // namespace
}  // namespace diag
