// SPDX-License-Identifier: Apache-2.0
// The page is XML that parses, holds nothing it should not, and tells what matters.
#include <pugixml.hpp>
#include <set>

#include "tests/report/sample.hpp"

namespace diag::report {
namespace {

using test::sample_knowledge;

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

pugi::xml_document parsed(const std::string& page) {
    pugi::xml_document document;
    const auto result =
        document.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    REQUIRE_MESSAGE(result, result.description()
                                << " at byte " << result.offset << ": "
                                << page.substr(static_cast<std::size_t>(
                                                   std::max<std::ptrdiff_t>(result.offset - 60, 0)),
                                               120));
    return document;
}

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

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

std::string page_of(const Story& story, Language language = Language::en) {
    return html(story, sample_knowledge(), language);
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

TEST_CASE("html: findings stand worst first") {
    const auto page = page_of(test::troubled_server());
    const auto main = page.find("<main>");
    const auto critical = page.find("/var/lib/safr has only", main);
    const auto warning = page.find("nvme0n1 has used 94", main);
    const auto info = page.find("cv-event logs at level", main);

    REQUIRE(info != std::string::npos);
    CHECK(critical < warning);
    CHECK(warning < info);
}

TEST_CASE("html: the first lines tell how bad it is, where, and what was not looked at") {
    const auto document = parsed(page_of(test::troubled_server()));
    const auto banner = document.select_node("//header").node();
    const auto text = [&](const char* path) {
        return std::string(banner.select_node(path).node().text().get());
    };

    CHECK(text(".//h1/span") == "3 critical problems, 3 warnings");
    CHECK(text(".//dd/bdi") == "safr-lobby-01");
    CHECK(text(".//p[@class='missed']") == "Examined only in part: Logs (ran out of time).");
}

TEST_CASE("html: health is claimed only where everything was looked at") {
    auto story = test::healthy_server();
    CHECK(count(page_of(story), "<span>Nothing wrong found</span>") == 1);
    story.chapters[0].outcome.ending = exchange::Ending::crashed;
    CHECK(count(page_of(story), "<span>Nothing wrong found</span>") == 0);
    story.chapters.clear();
    CHECK(count(page_of(story), "<span>Nothing was examined</span>") == 1);
}

TEST_CASE("html: evidence is a click away, and what could not be had says why") {
    const auto document = parsed(page_of(test::troubled_server()));
    const auto link = document.select_node("//article//a[text()='mountinfo']").node();
    CHECK(link.attribute("href").value() == std::string("evidence/disk/mountinfo"));
    const auto silent = document.select_node("//article//bdi[text()='space:/srv/nas']").node();
    CHECK(silent.next_sibling("small").text().get() ==
          std::string("/srv/nas did not answer within 5 s"));
}

TEST_CASE("html: the case carries the agreement's clock and what it still lacks") {
    const auto page = page_of(test::troubled_server());
    CHECK(count(page, "First response within 4 hours") == 1);
    CHECK(count(page, "Still missing for an escalation: screenshots.") == 1);
    CHECK(count(page_of(test::healthy_server()), "heading-case") == 0);
}

TEST_CASE("html: screenshots are shown, and loaded only where there are any") {
    auto story = test::troubled_server();
    CHECK(count(page_of(story), "img-src") == 0);
    story.contents.entries.push_back({.path = "attachments/log in.png",
                                      .collector = "attachments",
                                      .item = "log in.png",
                                      .attachment = true,
                                      .picture = "png"});

    const auto page = page_of(story);

    CHECK(count(page, "img-src &#39;self&#39; file:") == 1);
    CHECK(count(page, "<img src=\"attachments/log%20in.png\"") == 1);
    CHECK(count(page, "Still missing for an escalation: screenshots.") == 0);
}

TEST_CASE("html: the case tells since when it is open, and how each of its clocks stands") {
    auto story = test::troubled_server();
    CHECK(count(page_of(story), "Handed to support") == 0);

    story.notes.opened = test::sample_time() - std::chrono::hours{5};
    story.notes.clocks = {
        {.clock = cases::Clock::response,
         .state = cases::State::overdue,
         .at = test::sample_time() - std::chrono::hours{1},
         .met = {}},
        {.clock = cases::Clock::notice, .state = cases::State::paused, .at = {}, .met = {}}};
    const auto page = page_of(story);
    CHECK(count(page, "Handed to support") == 1);
    CHECK(count(page, "OVERDUE since") == 1);
    CHECK(count(page, "paused: the clock stands") == 1);
}

TEST_CASE("html: of a case that lacks what the agreement asks for each thing is named") {
    auto story = test::troubled_server();
    story.notes.on_site.clear();
    story.notes.version.clear();

    CHECK(count(page_of(story),
                "Still missing for an escalation: product and version, somebody on site, "
                "screenshots.") == 1);
}

TEST_CASE("html: severity is written out, not only coloured") {
    const auto document = parsed(page_of(test::troubled_server()));
    for (const auto& card : document.select_nodes("//article"))
        CHECK_FALSE(
            std::string(
                card.node().select_node(".//span[@class='badge severity']").node().text().get())
                .empty());
}

TEST_CASE("html: commands between backticks are set as code") {
    const auto document = parsed(page_of(test::troubled_server()));
    CHECK(document.select_node("//article//code[text()='journalctl --vacuum-size=500M']"));
    CHECK(document.select_nodes("//article//ul/li/code").size() >= 2);
}

TEST_CASE("html: quoted commands are code, apostrophes are not") {
    auto story = test::healthy_server();
    story.chapters[0].judgement.findings = {
        {"logs.no_space",
         Severity::critical,
         {{"sample", "SAFR's engineers' disk: run 'df -h /var' ('x'), then it's 'fine"}},
         {}}};
    const auto document = parsed(page_of(story));
    const auto codes = document.select_nodes("//div[@class='detail']//code");

    REQUIRE(codes.size() == 2);
    CHECK(codes[0].node().text().get() == std::string("df -h /var"));
    CHECK(codes[1].node().text().get() == std::string("x"));
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

TEST_CASE("html: charts without points say so, plots have title and description") {
    auto story = test::troubled_server();
    story.chapters[0].judgement.charts.push_back(
        {.id = "disk.fill", .subject = "/new", .unit = "%"});
    const auto page = page_of(story);
    const auto document = parsed(page);

    CHECK(count(page, "No measurements yet.") == 1);
    for (const auto& plot : document.select_nodes("//svg[@role='img']")) {
        CHECK_FALSE(std::string(plot.node().child("title").text().get()).empty());
        CHECK_FALSE(std::string(plot.node().child("desc").text().get()).empty());
    }
}

TEST_CASE("html: a date with its time is one piece, whatever stands around it") {
    auto story = test::troubled_server();
    story.chapters[0].judgement.facts = {
        {"x", "from 2026-11-23 20:33 UTC to 2026-11-24T01:02:03.004Z, 2026-11-2 20:33\n"}};
    const auto page = page_of(story);

    CHECK(count(page, "<time>23 Nov 2026 20:30") == 2);
    CHECK(count(page, "<time>2026-11-23 20:33 UTC</time>") == 1);
    CHECK(count(page, "<time>2026-11-24T01:02:03.004Z</time>, 2026-11-2 20:33</dd>") == 1);
}

TEST_CASE("html: how many items could not be read leads to the first of them") {
    auto story = test::troubled_server();
    story.chapters[0].outcome.failed_items = 2;
    const auto page = page_of(story);

    CHECK(count(page, "<a href=\"#unread\">") == 1);
    CHECK(count(page, "<tr id=\"unread\">") == 1);
}

}  // namespace diag::report
