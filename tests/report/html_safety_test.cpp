// SPDX-License-Identifier: Apache-2.0
// The page is XML that parses and holds nothing it should not, whatever was gathered.
#include <set>

#include "tests/report/html_given.hpp"

namespace diag::report {
namespace {

using test::count;
using test::page_of;
using test::parsed;

constexpr const char* attacks[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "]]></title></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "//evil.example/x",
    "https://evil.example/",
    "`<b>`x`",
    "&lt;script&gt; &amp; &#x41;",
    "\x01\x1B]0;owned\x07\xC3\x28\xFF",
    "{mount} {free}",
};

/// Elements and attributes the page is made of; anything else got in from outside.
const std::set<std::string> elements{
    "html",    "head",    "meta",    "title",      "style", "body",   "header", "nav",  "main",
    "footer",  "section", "article", "div",        "p",     "span",   "b",      "bdi",  "small",
    "code",    "a",       "h1",      "h2",         "h3",    "h4",     "ul",     "ol",   "li",
    "dl",      "dt",      "dd",      "table",      "thead", "tbody",  "tr",     "th",   "td",
    "details", "summary", "figure",  "figcaption", "svg",   "symbol", "use",    "path", "line",
    "circle",  "g",       "text",    "desc",       "time"};
const std::set<std::string> attributes{"lang",
                                       "charset",
                                       "http-equiv",
                                       "content",
                                       "name",
                                       "class",
                                       "id",
                                       "href",
                                       "dir",
                                       "scope",
                                       "data-label",
                                       "aria-label",
                                       "aria-labelledby",
                                       "aria-hidden",
                                       "focusable",
                                       "role",
                                       "viewBox",
                                       "width",
                                       "height",
                                       "d",
                                       "x",
                                       "y",
                                       "x1",
                                       "x2",
                                       "y1",
                                       "y2",
                                       "cx",
                                       "cy",
                                       "r"};

bool stays_here(const std::string& link) {
    return link.starts_with('#') || (link.find(':') == std::string::npos &&
                                     !link.starts_with('/') && !link.starts_with("../"));
}

/// Walks the whole page; the first thing that does not belong, or nothing.
std::string stranger_in(const pugi::xml_node& node) {
    for (const auto& child : node) {
        if (child.type() != pugi::node_element) continue;
        if (!elements.contains(child.name())) return child.name();
        for (const auto& attribute : child.attributes()) {
            if (!attributes.contains(attribute.name())) return attribute.name();
            const std::string name = attribute.name();
            if (name == "href" && !stays_here(attribute.value())) return attribute.value();
        }
        if (auto found = stranger_in(child); !found.empty()) return found;
    }
    return {};
}

}  // namespace

TEST_CASE("html: the page is well-formed in every language, in trouble and in health") {
    for (const auto language : all_languages) {
        const auto troubled = parsed(page_of(test::troubled_server(), language));
        CHECK(stranger_in(troubled).empty());
        CHECK(stranger_in(parsed(page_of(test::healthy_server(), language))).empty());
        CHECK(troubled.child("html").attribute("lang").value() == std::string(name_of(language)));
    }
}

TEST_CASE("html: no text that was gathered becomes markup") {
    for (const char* attack : attacks) {
        CAPTURE(attack);
        const auto page = page_of(test::story_made_of(attack));
        CHECK(stranger_in(parsed(page)).empty());
        CHECK(count(page, "<script") == 0);
        CHECK(count(page, "<img") == 0);
    }
}

TEST_CASE("html: nothing is loaded from outside") {
    const auto page = page_of(test::troubled_server());

    for (const char* outside :
         {"http:", "https:", "src=", "url(", "@import", "<link", "<script", "<iframe"}) {
        CAPTURE(outside);
        CHECK(count(page, outside) == 0);
    }
    CHECK(count(page, "default-src &#39;none&#39;") == 1);
}

TEST_CASE("html: ids are unique and every link on the page has a target") {
    const auto document = parsed(page_of(test::troubled_server()));
    std::set<std::string> ids;
    for (const auto& match : document.select_nodes("//@id"))
        CHECK(ids.insert(match.attribute().value()).second);
    for (const auto& match : document.select_nodes("//@href[starts-with(., '#')]"))
        CHECK(ids.contains(match.attribute().value() + 1));
}

TEST_CASE("html: an empty story, 300 findings and a very long parameter are pages too") {
    Story story;
    CHECK(stranger_in(parsed(page_of(story))).empty());
    story = test::troubled_server();
    auto& findings = story.chapters[0].judgement.findings;
    findings.resize(300, findings[1]);
    findings[299].parameters["mount"] = std::string(4000, 'x');
    const auto document = parsed(page_of(story));
    CHECK(document.select_nodes("//article").size() == 305);
    CHECK(document.select_nodes("//ol[@class='glance']/li").size() == 9);
}

TEST_CASE("html: a parameter that runs from right to left is isolated") {
    auto story = test::troubled_server();
    story.chapters[0].judgement.findings[0].parameters["device"] = "\u05D3\u05D9";
    CHECK(count(page_of(story), "\u2068\u05D3\u05D9\u2069 has used") >= 1);
}

}  // namespace diag::report
