// SPDX-License-Identifier: Apache-2.0
// What is told of the replacements in a text: where, what is around them, how many there are.
#include <doctest/doctest.h>

#include "tests/pages/replacements_given.hpp"

using namespace diag;
using namespace diag::test;

TEST_CASE("review: a replacement is told with its line, what is around it and what stood there") {
    const auto found = read(
        "first line\nopening rtsp://user-aabbccdd:secret-aabbccdd@241.2.3.4:554/ now\n"
        "x=[secret:1f2e3d4c]");

    REQUIRE(found.kept().size() == 4);
    CHECK(found.kept()[0].line == 2);
    CHECK(found.kept()[0].before == "opening rtsp://");
    CHECK(found.kept()[0].original == std::nullopt);
    CHECK(found.kept()[2].original == "10.0.0.9");
    CHECK(found.kept()[2].after == ":554/ now");
    CHECK(found.kept()[3].line == 3);
    CHECK(found.kept()[3].kind == "secret");
}

TEST_CASE("review: of many replacements one page is read, of one kind where asked") {
    std::string text;
    for (int i = 0; i < 1000; ++i) text += "to 241.2.3.4 with [secret:1f2e3d4c]\n";

    const auto second = read(text, "secret", 100, 100);
    REQUIRE(second.kept().size() == 100);
    CHECK(second.kept().front().line == 101);
    CHECK(second.more());
    const auto last = read(text, "secret", 900, 100);
    CHECK(last.kept().back().line == 1000);
    CHECK_FALSE(last.more());
}

TEST_CASE("review: lines without end and bytes that are no text harm nothing") {
    const auto found =
        read(std::string(3 << 20, '[') + "\n\xff\xc0 [secret:1f2e3d4c] \xe2\x82", {}, 0, 10, 65536);

    REQUIRE(found.kept().size() == 1);
    CHECK(found.kept()[0].line == 2);
}

TEST_CASE("review: of a long line it is told how many characters were cut off at each side") {
    const std::string wide = "\u00e9";
    std::string text = std::string(3000, 'a') + " [secret:1f2e3d4c] ";
    for (int i = 0; i < 1000; ++i) text += wide;

    const auto long_one = read(text).kept().at(0);
    CHECK(long_one.left_before == 3001 - long_one.before.size());
    CHECK(long_one.before.ends_with("aaa "));
    CHECK(long_one.left_after == 1001 - (1 + (long_one.after.size() - 1) / wide.size()));
    const auto short_one = read("a [secret:1f2e3d4c] b").kept().at(0);
    CHECK(short_one.left_before == 0);
    CHECK(short_one.left_after == 0);
}

TEST_CASE("review: what is beyond the first MiB of a line is counted, not passed over in silence") {
    const auto text = std::string(1 << 20, 'x') + "[secret:1f2e3d4c]\n[secret:1f2e3d4c]\n";
    const auto found = read(text, {}, 0, 10, 65536);

    CHECK(found.seen() == 1);
    CHECK(found.unread() == 17);
    CHECK(read("[secret:1f2e3d4c]" + text, {}, 0, 10, 65536).kept().at(0).left_after ==
          (1 << 20) + 17 - 90);
}
