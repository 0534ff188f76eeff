// SPDX-License-Identifier: Apache-2.0
#include "agent/report/markup.hpp"

#include <doctest/doctest.h>

namespace diag::report {

TEST_CASE("markup: elements close in the order they were opened") {
    Markup out;
    {
        const auto outer = out.in("div", {{"class", "a"}});
        out.leaf("b", {}, "x");
        out.empty("br", {});
    }
    CHECK(out.take() == "<div class=\"a\"><b>x</b><br/></div>");
}

TEST_CASE("markup: the five special characters are escaped in text and attributes") {
    Markup out;
    out.leaf("p", {{"title", "\"><script>'"}}, "<&>");
    CHECK(out.take() == "<p title=\"&quot;&gt;&lt;script&gt;&#39;\">&lt;&amp;&gt;</p>");
}

TEST_CASE("markup: control characters and broken UTF-8 are replaced") {
    CHECK(harmless("a\x1B[31mb") == "a\uFFFD[31mb");
    CHECK(harmless("\xC2\x9B"
                   "1m") ==
          "\uFFFD"
          "1m");
    CHECK(harmless("\xFF\xC3") == "\uFFFD\uFFFD");
}

TEST_CASE("markup: characters that force a direction are replaced, isolates and letters stay") {
    CHECK(harmless("a\u202Egpj.exe") == "a\uFFFDgpj.exe");
    CHECK(harmless("\u2066x\u2067") == "\uFFFDx\uFFFD");
    CHECK(harmless("\u2068\u05D3\u2069 \u20AC") == "\u2068\u05D3\u2069 \u20AC");
}

TEST_CASE("markup: a link never gets a scheme, a host or a way up") {
    CHECK(link_to("javascript:alert(1)") == "javascript%3Aalert%281%29");
    CHECK(link_to("//evil.example/x") == ".//evil.example/x");
    CHECK(link_to("evidence/../../etc/passwd").empty());
}

TEST_CASE("markup: a percent sign in a file's name is escaped in its link") {
    CHECK(link_to("evidence/disk/space%3A/var lib") == "evidence/disk/space%253A/var%20lib");
}

}  // namespace diag::report
