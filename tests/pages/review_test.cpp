// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "agent/pages/review_page.hpp"
#include "agent/redact/redactor.hpp"
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

struct KindLine {
    std::string kind;
    std::string line;
};

/// As a redactor knows that the site has nvr01.north.acme.com, camsrv and the word Halibut.
std::vector<KindLine> lines_with_each_kind() {
    std::string numbers;
    for (int i = 0; i < 128; ++i)
        numbers += (i == 0 ? "" : ", ") + std::string(i % 3 == 0 ? "-0.0" : "0.0") +
                   std::to_string(10'000 + i * 7'919 % 89'000);
    const std::string base64(400, 'A');
    return {{"secret", "db.password=hunter2x"},
            {"secret", "{\"password\": 1234567}"},
            {"secret", "{\"n\":1,\"password\":[\"a1b2c3\",\"d4e5f6\"]}"},
            {"secret", "rtsp://admin:hunter2x@198.51.100.7/1"},
            {"user", "rtsp://admin:hunter2x@198.51.100.7/1"},
            {"token", "clone with ghp_16C7e42F292c6912E7710c838347Ae178B4a"},
            {"cookie", "Cookie: JSESSIONID=a8f7e6d5c4b3a291; theme=dark"},
            {"pem",
             "-----BEGIN PRIVATE KEY-----\\nMIIEowIBAAKCAQEAx1y2z3x4y5z6\\n-----END "
             "PRIVATE KEY-----"},
            {"image", "snapshot=/9j/4AAQSkZJRgABAQ" + base64 + " shown"},
            {"embedding", "{\"id\": 7, \"embedding\": [" + numbers + "]}"},
            {"email", "from jane.doe@acme.example to nobody"},
            {"email", "mail=jane.doe%40acme.example&n=1"},
            {"ipv4", "connect to 10.1.2.3:27017 failed"},
            {"ipv4", "ip-10-1-2-3 is up"},
            {"ipv4", "asked for 3.2.1.10.in-addr.arpa"},
            {"ipv6", "connect to 2001:db8:1:2:3:4:5:6 failed"},
            {"mac", "arp of 3c:11:22:33:44:55 changed"},
            {"mac", "arp of 3c-11-22-33-44-55 changed"},
            {"host", "the nvr01 is up"},
            {"host", "the nvr01.north.acme.com is up"},
            {"host", "search north.acme.com"},
            {"host", "nvr01-backup and /logs/nvr01.log and camsrv_2"},
            {"host", "at com.acme.north.Door.open(Door.java:7)"},
            {"host", "https://cam-lobby.bigbank.com:554/live"},
            {"word", "project Halibut is named"},
            {"word", "q=%20halibut%20"}};
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
    for (const auto* text :
         {"[secret:1f2e3d4c]", "secret-1f2e3d4c", "user-1f2e3d4c", "241.2.3.4",
          "100::1f2e:3d4c:1f2e:3d4c", "m-1f2e3d4c@h-1f2e3d4c.invalid",
          "m-1f2e3d4c%40h-1f2e3d4c.invalid", "h-1f2e3d4c.invalid", "02:11:22:33:44:55",
          "a6-11-22-33-44-55", "host-1f2e3d4c", "host-1f2e3d4c.invalid",
          "host-1f2e3d4c.d-2f2e3d4c.invalid", "host-1f2e3d4c.d-2f2e3d4c.d-3f2e3d4c.invalid",
          "invalid.d-3f2e3d4c.d-2f2e3d4c.host-1f2e3d4c", "invalid.host-1f2e3d4c", "word-1f2e3d4c",
          "token-1f2e3d4c", "241-2-3-4"}) {
        CAPTURE(text);
        CHECK(stand_in_at(text, 0).size == std::string_view(text).size());
    }
    for (const auto* text :
         {"[main:thread-1]", "[INFO]", "secret-word", "10.2.3.4", "2.41.2.3", "2026-11-23",
          "100::1", "m-1f2e3d4c", "00:11:22:33:44:55", "26:11:22", "host-12-13", "host-1f2e3d4cafe",
          "host-1f2e3d4", "words-1f2e3d4c", "invalid.d-3f2e3d4c", "invalid", "4.3.2.241", "240-1-2",
          "239.255.255.250"}) {
        CAPTURE(text);
        CHECK(stand_in_at(text, 0).size == 0);
    }
}

TEST_CASE("review: what a redactor writes is found, each kind in each of its shapes") {
    auto redactor = redact::Redactor::create(
        {1, 2, 3}, {.words = {"Halibut"}, .hosts = {"nvr01.north.acme.com", "camsrv"}});
    REQUIRE(redactor);
    std::set<std::string> told;
    redactor->observe([&](std::string_view, std::string_view stand_in, std::string_view) {
        told.emplace(stand_in);
    });
    for (const auto& [kind, line] : lines_with_each_kind()) {
        CAPTURE(line);
        told.clear();
        exchange::Redactions counts;
        const auto clean = redactor->redact(line, counts);
        REQUIRE(clean);
        CAPTURE(clean->text());
        Replacements found(recall, {}, 0, 100);
        found.take(clean->text());
        found.finish();
        std::set<std::string> listed;
        exchange::Redactions kinds;
        for (const auto& each : found.kept()) {
            listed.insert(each.stand_in);
            ++kinds[each.kind];
        }
        for (const auto& each : told) CHECK_MESSAGE(listed.contains(each), each);
        CHECK(kinds.contains(kind));
        CHECK(kinds == counts);
    }
}

TEST_CASE("review: a stand-in behind an escape is seen") {
    for (const auto* text : {"x\\nhost-1f2e3d4c", "url%3Auser-1f2e3d4c", "\\u00e9241.2.3.4"}) {
        CAPTURE(text);
        CHECK(read(text).kept().size() == 1);
    }
    CHECK(read("ghost-1f2e3d4c").kept().empty());
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
