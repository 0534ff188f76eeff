// SPDX-License-Identifier: Apache-2.0
// What is taken for a stand-in: each form that redaction writes, and nothing else.
#include <doctest/doctest.h>

#include <set>

#include "agent/redact/redactor.hpp"
#include "tests/pages/replacements_given.hpp"
#include "tests/show.hpp"

using namespace diag;
using namespace diag::test;
using pages::Replacements;
using pages::stand_in_at;

namespace {

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
