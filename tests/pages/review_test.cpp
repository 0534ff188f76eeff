// SPDX-License-Identifier: Apache-2.0
// The pages on which a bundle is looked through before it is sealed.
#include <doctest/doctest.h>

#include <set>

#include "agent/pages/review_page.hpp"
#include "tests/pages/given.hpp"
#include "tests/pages/replacements_given.hpp"

using namespace diag;
using namespace diag::test;

namespace {

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

}  // namespace

TEST_CASE("review page: a cut and a list that is not whole are told in every language") {
    const auto found = read(std::string(3000, 'a') + " [secret:1f2e3d4c]");
    const auto all = contents();
    for (const auto language : report::all_languages) {
        const auto text = pages::review_file_page({.contents = all,
                                                   .removable = 4,
                                                   .left_out = {},
                                                   .path = "/the-path",
                                                   .token = "the-token",
                                                   .open = ""},
                                                  {.entry = 0,
                                                   .kind = "secret",
                                                   .page = 0,
                                                   .replacements = found.kept(),
                                                   .seen = found.seen(),
                                                   .unread = 12},
                                                  now, language);
        const auto page = page_of(text);
        keep("review-cut-" + std::string(name_of(language)), text);
        CHECK(page.select_nodes("//code/small[@class='cut']").size() == 1);
        CHECK(page.select_nodes("//p[@class='lacking']").size() == 2);
        CHECK(has(text, "2\u202f911"));
        CHECK_FALSE(has(text, ">review."));
    }
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
