// SPDX-License-Identifier: Apache-2.0
#include "agent/redact/binary.hpp"

#include "tests/redact/given.hpp"

namespace diag::redact {
namespace {

using namespace std::string_view_literals;

TEST_CASE("redact: pictures and other binary data never pass") {
    std::string noise;
    for (unsigned i = 0; i < 4096; ++i) noise += static_cast<char>(i * 2654435761u >> 13);
    for (const auto magic : {"\xff\xd8\xff\xe0\0\x10JFIF"sv, "\x89PNG\r\n\x1a\n"sv, "GIF89a"sv,
                             "RIFF\x10\0\0\0WEBPVP8 "sv, "BM\x36\0\0\0\0\0\0\0"sv,
                             "\0\0\0\x18"
                             "ftypheic"sv,
                             "\0\0\0\1\x67"sv,
                             "\x7f"
                             "ELF"sv,
                             "PK\3\4"sv}) {
        Redactions counts;
        const auto result = redactor().redact(std::string(magic) + "text\n", counts);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().fault == Fault::refused);
    }
    Redactions counts;
    CHECK_FALSE(redactor().redact(noise, counts).has_value());
}

TEST_CASE("redact: picture bytes among lines of text do not pass") {
    Redactions counts;
    const auto text = "a line\nanother\n" + std::string("\xff\xd8\xff\xe0 rest") + "\nlast\n";
    CHECK_FALSE(redactor().redact(text, counts).has_value());
}

TEST_CASE("redact: text with odd bytes in it is text") {
    CHECK(clean("caf\xe9 latin-1 line, se\xf1or\n") == "caf\xe9 latin-1 line, se\xf1or\n");
    CHECK(clean("\x1b[31mred\x1b[0m\n") == "\x1b[31mred\x1b[0m\n");
    const std::string arguments("java\0-jar\0a.jar\0-x\0", 19);
    CHECK(clean(arguments) == arguments);
    CHECK(clean("") == "");
}

}  // namespace
}  // namespace diag::redact
