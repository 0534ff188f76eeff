// SPDX-License-Identifier: Apache-2.0
#include "platform/utf16.hpp"

#include <doctest/doctest.h>

namespace diag {
namespace {

using namespace std::string_view_literals;

std::string bytes_of(std::u16string_view text, bool big) {
    std::string bytes;
    for (const auto unit : text) {
        const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 255);
        bytes += big ? high : low;
        bytes += big ? low : high;
    }
    return bytes;
}

/// `bytes` read in pieces of `size`.
std::string read(std::string_view bytes, std::size_t size) {
    Utf16Reader reader;
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
        const auto piece = bytes.substr(at, size);
        if (reader.passes(piece))
            text += piece;
        else
            reader.read(piece, false, text);
    }
    reader.read({}, true, text);
    return text;
}

const std::u16string_view words =
    u"user=x password=Hunter2x caf\u00e9 \U0001F600 \u20ac\r\nnext line\r\n";
const std::string_view said =
    "user=x password=Hunter2x caf\xc3\xa9 \xf0\x9f\x98\x80 \xe2\x82\xac\r\nnext line\r\n";

TEST_CASE("platform: UTF-16 is read with and without a mark, wherever its pieces are cut") {
    for (const bool big : {false, true})
        for (const auto mark : {std::u16string_view(u""), std::u16string_view(u"\ufeff")})
            for (std::size_t size = 1; size < 40; ++size) {
                CAPTURE(size);
                CAPTURE(big);
                CHECK(read(bytes_of(mark, big) + bytes_of(words, big), size) == said);
            }
}

TEST_CASE("platform: UTF-16 that was appended to text, and text to it, are both read") {
    const std::string plain = "2026-11-23 20:33:28 INFO plain line of a log\n";
    for (const bool big : {false, true})
        for (const auto mark : {std::u16string_view(u""), std::u16string_view(u"\ufeff")})
            for (const std::size_t size : {1u, 7u, 64u, 4096u}) {
                const auto units = bytes_of(mark, big) + bytes_of(words, big);
                CHECK(read(plain + units, size) == plain + std::string(said));
                CHECK(read(units + plain, size) == std::string(said) + plain);
                CHECK(read(units + units, size) == std::string(said) + std::string(said));
                CHECK(read(plain + units + plain + units, size) ==
                      plain + std::string(said) + plain + std::string(said));
            }
}

TEST_CASE("platform: zeros and odd bytes that are no UTF-16 pass as they are") {
    const auto arguments = "java\0-jar\0app.jar\0-D\0x=1\0"sv;
    for (const auto text :
         {arguments, "a\0b"sv, "x \xff\xfe y \xfe\xff"sv, "caf\xe9 \xff x"sv, ""sv})
        CHECK(read(text, 5) == text);
    std::string noise = "x";
    for (unsigned i = 0; i < 4096; ++i) noise += static_cast<char>(i * 2654435761u >> 13);
    CHECK(read(noise, 100) == noise);
    CHECK(read("\xff\xfe" + noise, 5000) == "\xff\xfe" + noise);
}

TEST_CASE("platform: half of a pair and half of a unit at the end are not lost in silence") {
    CHECK(read("\xff\xfe" + bytes_of(u"words before \xd83d", false), 64) ==
          "words before \xef\xbf\xbd");
    CHECK(read("\xff\xfe" + bytes_of(u"words before", false) + "x", 64) == "words beforex");
}

}  // namespace
}  // namespace diag
