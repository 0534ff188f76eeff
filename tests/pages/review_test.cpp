// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "agent/pages/review_page.hpp"
#include "tests/pages/given.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using pages::Replacements;
using pages::stand_in_at;

namespace {

std::optional<pages::Original> recall(std::string_view stand_in) {
    if (stand_in == "[secret:1f2e3d4c]") return pages::Original{"secret", "hunter2 <b>"};
    if (stand_in == "241.2.3.4") return pages::Original{"ipv4", "10.0.0.9"};
    return std::nullopt;
}

Replacements read(std::string_view text, std::string kind = {}, std::uint64_t skip = 0,
                  std::size_t most = 100, std::size_t piece = 7) {
    Replacements replacements(recall, std::move(kind), skip, most);
    for (std::size_t at = 0; at < text.size(); at += piece)
        if (!replacements.take(text.substr(at, piece))) break;
    replacements.finish();
    return replacements;
}

exchange::Contents contents() {
    exchange::Contents all;
    all.entries.push_back({.path = "evidence/logs/files/safr/covi/logs/covi-ws.log",
                           .collector = "logs",
                           .item = "safr/covi/logs/covi-ws.log",
                           .attachment = true,
                           .size = 48'000'000,
                           .redactions = {{"secret", 412}, {"ipv4", 18'223}, {"email", 3}}});
    all.entries.push_back({.path = "evidence/logs/files/mongod.log",
                           .collector = "logs",
                           .item = hostile,
                           .attachment = true,
                           .size = 1200,
                           .redactions = {{"user", 2}}});
    all.entries.push_back({.collector = "logs",
                           .item = "syslog",
                           .attachment = true,
                           .leaks = {{"private_key", 1}},
                           .left_out = exchange::LeftOutBy::second_look,
                           .failure = Error{Fault::refused, "left out: 1 x private_key"}});
    all.entries.push_back({.path = "evidence/disk/mountinfo",
                           .collector = "disk",
                           .item = "mountinfo",
                           .size = 5120});
    all.entries.push_back({.path = "report.html", .size = 90'000});
    return all;
}

std::string overview(const std::set<std::size_t>& left_out,
                     report::Language language = report::Language::en) {
    const auto all = contents();
    return pages::review_page({.contents = all,
                               .removable = 4,
                               .left_out = left_out,
                               .path = "/the-path",
                               .token = "the-token",
                               .open = "logs"},
                              "", now, language);
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("review: each form of a stand-in is seen, and nothing else is taken for one") {
    for (const auto* text : {"[secret:1f2e3d4c]", "secret-1f2e3d4c", "user-1f2e3d4c", "241.2.3.4",
                             "100::1f2e:3d4c:1f2e:3d4c", "m-1f2e3d4c@h-1f2e3d4c.invalid",
                             "m-1f2e3d4c%40h-1f2e3d4c.invalid", "h-1f2e3d4c.invalid",
                             "02:11:22:33:44:55", "a6-11-22-33-44-55"}) {
        CAPTURE(text);
        CHECK(stand_in_at(text, 0).size == std::string_view(text).size());
    }
    for (const auto* text : {"[main:thread-1]", "[INFO]", "secret-word", "10.2.3.4", "2.41.2.3",
                             "2026-11-23", "100::1", "m-1f2e3d4c", "00:11:22:33:44:55", "26:11:22",
                             "host-1f2e3d4c", "239.255.255.250"}) {
        CAPTURE(text);
        CHECK(stand_in_at(text, 0).size == 0);
    }
}

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

TEST_CASE("review page: files by section with their counts, in every language") {
    for (const auto language : report::all_languages) {
        const auto text = overview({1}, language);
        const auto page = page_of(text);
        keep("review-" + std::string(name_of(language)), text);
        CHECK(page.select_nodes("//details").size() == 3);
        CHECK(page.select_nodes("//details[@open]").size() == 1);
        CHECK(page.select_nodes("//button[@name='leave_out']").size() == 2);
        CHECK(page.select_nodes("//button[@name='take_in']").size() == 1);
        CHECK(has(text, "?file=0&amp;kind=secret"));
        CHECK_FALSE(has(text, ">review."));
        CHECK_FALSE(has(text, "{count}"));
    }
}

TEST_CASE("review page: what is told of the rest cannot be left out, nor what is not there") {
    const auto page = page_of(overview({}));

    CHECK(page.select_nodes("//button[@name='leave_out'][@value='4']").empty());
    CHECK(page.select_nodes("//button[@name='leave_out'][@value='2']").empty());
    CHECK(page.select_nodes("//button[@name='seal']").size() == 1);
    CHECK(page.select_nodes("//form[not(input[@name='token'])]").empty());
}

TEST_CASE("review page: originals are in a file's page, escaped, and in no link") {
    const auto found = read(
        "2026-11-23 12:00:00,025 INFO  [http-nio-8080-exec-12] c.r.covi.Config - "
        "spring.datasource.password=[secret:1f2e3d4c]\n"
        "2026-11-23 12:00:01,101 WARN  [http-nio-8080-exec-3] c.r.feeds - camera at "
        "rtsp://user-aabbccdd:secret-aabbccdd@241.2.3.4:554/stream1 does not answer\n");
    const auto all = contents();
    const auto text = pages::review_file_page(
        {.contents = all,
         .removable = 4,
         .left_out = {},
         .path = "/the-path",
         .token = "the-token",
         .open = ""},
        {.entry = 0, .kind = "", .page = 2, .replacements = found.kept(), .more = true}, now,
        report::Language::en);
    const auto page = page_of(text);
    keep("review-file", text);

    CHECK(page.select_node("//del").node().text().get() == std::string("hunter2 <b>"));
    CHECK(page.select_nodes("//li/code").size() == 4);
    CHECK(page.select_nodes("//a[contains(@href, 'hunter2')]").empty());
    CHECK_FALSE(has(overview({}), "hunter2"));
}
