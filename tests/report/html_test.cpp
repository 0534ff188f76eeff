// SPDX-License-Identifier: Apache-2.0
// The page tells what matters, and how it is known.
#include "tests/report/html_given.hpp"

namespace diag::report {
namespace {

using test::count;
using test::page_of;
using test::parsed;

}  // namespace

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

TEST_CASE("html: a panel of facts is kept in one column unless it is longer than a screen") {
    const auto page = page_of(test::troubled_server());
    const auto rule = page.find(".panels > .panel:not(:has(");

    REQUIRE(rule != std::string::npos);
    CHECK(page.substr(rule, page.find('}', rule) - rule).ends_with("{ break-inside: avoid; "));
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
