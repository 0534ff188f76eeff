// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <vector>

#include "agent/exchange/fields.hpp"
#include "agent/exchange/tar.hpp"
#include "sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::exchange;

namespace {

Manifest full_manifest() {
    auto manifest = sample_manifest();
    manifest.agent_id = std::string(64, 'a');
    manifest.case_number = "SAFR-2026-17";
    manifest.recipients = {std::string(64, 'b'), std::string(64, 'c')};
    auto& outcome = manifest.outcomes.emplace_back();
    outcome.collector = "logs";
    outcome.ending = Ending::timed_out;
    outcome.overrun = Overrun{"ms", 30'012, 30'000};
    outcome.note = "killed";
    manifest.redactions = {{"email", 3}, {"secret", 12}};
    manifest.dropped_items = 1;
    manifest.content_size = 1ull << 62;
    manifest.content_sha256 = std::string(64, '0');
    manifest.volumes = {{"volume-0001.p7m", 8'400'000, std::string(64, 'd')}};
    return manifest;
}

std::string what_is_wrong(const json::value& document) {
    const auto read = manifest_from(json::write(document));
    return read ? "" : read.error().what;
}

}  // namespace

TEST_CASE("documents: a manifest survives writing and reading") {
    const auto text = json::write_pretty(to_json(full_manifest()));

    const auto read = manifest_from(text);

    REQUIRE(read);
    CHECK(json::write_pretty(to_json(*read)) == text);
    CHECK(read->outcomes[1].overrun->measured == 30'012);
    CHECK(read->content_size == 1ull << 62);
}

TEST_CASE("documents: a manifest's proof survives too, and its fields are as strict") {
    auto manifest = full_manifest();
    manifest.proof = Proof{.canaries = {.families = 2, .planted = 9, .gone = 7, .lost = 2},
                           .engine = "plain-pairs 1",
                           .files = 3,
                           .bytes = 1 << 20,
                           .found = {{"secret", 1}},
                           .not_learned = {{"host_too_many", 1}, {"secret_too_short", 3}},
                           .pictures = 2,
                           .unexplained = true,
                           .reviewed = true,
                           .files_told = {{0, {{"ipv4", 2}}, {}}, {2, {}, {{"secret", 1}}}},
                           .left_out = {{2, LeftOutBy::second_look}, {1, LeftOutBy::local_user}}};
    const auto whole = to_json(manifest);

    const auto read = manifest_from(json::write(whole));
    REQUIRE(read);
    CHECK(json::write(to_json(*read)) == json::write(whole));
    CHECK(in_words(*read->proof) ==
          "7 of 9 canaries of 2 families gone, 2 lost; second look (plain-pairs 1) over 3 files: 1 "
          "leak, 1 item left out for it; 4 values of the configuration are looked for beside their "
          "names only (1 host too many, 3 secret too short); 2 screenshots, agreed to at the site; "
          "some stand-ins cannot be explained at the site; reviewed at the site, where 1 file was "
          "left out");

    for (const auto* key : {"canaries", "second_look", "files", "left_out"}) {
        auto document = whole;
        document.as_object()["proof"].as_object().erase(key);
        CAPTURE(key);
        CHECK(what_is_wrong(document).find(key) != std::string::npos);
    }
    auto document = whole;
    document.as_object()["proof"].as_object()["left_out"].as_array()[0].as_object()["by"] = "eve";
    CHECK(what_is_wrong(document).find("left_out") != std::string::npos);
}

TEST_CASE("documents: a screenshot says what form it has, of two, and is counted where it is") {
    Contents contents;
    contents.entries.push_back({.path = "attachments/a",
                                .item = "a",
                                .attachment = true,
                                .picture = "png",
                                .sha256 = std::string(64, 'a')});
    contents.entries.push_back({.item = "b", .picture = "jpeg"});
    auto document = to_json(contents);
    Proof proof;

    tell_files(contents, proof);

    CHECK(proof.pictures == 1);
    CHECK(contents_from(document)->entries[0].picture == "png");
    document.as_object()["entries"].as_array()[0].as_object()["picture"] = "svg";
    CHECK(!contents_from(document));
}

TEST_CASE("documents: what was left out of a bundle is told entry by entry") {
    Contents contents;
    contents.entries.push_back({.path = "evidence/disk/a", .sha256 = std::string(64, 'a')});
    contents.entries.push_back({.collector = "disk",
                                .item = "b",
                                .leaks = {{"secret", 1}},
                                .left_out = LeftOutBy::second_look,
                                .failure = Error{Fault::refused, "left out"}});

    const auto read = contents_from(to_json(contents));
    REQUIRE(read);
    CHECK(json::write(to_json(*read)) == json::write(to_json(contents)));
    Proof proof;
    tell_files(*read, proof);
    CHECK(proof.found == Redactions{{"secret", 1}});
    REQUIRE(proof.left_out.size() == 1);
    CHECK(proof.left_out.front().entry == 1);
}

TEST_CASE("documents: a manifest without any one of its fields is refused by that field's name") {
    const auto whole = to_json(full_manifest());
    for (const auto& [key, member] : whole.get_object()) {
        auto document = whole;
        document.as_object().erase(key);
        CAPTURE(std::string(key));
        CHECK(what_is_wrong(document).find("\"" + std::string(key) + "\"") != std::string::npos);
    }
}

TEST_CASE("documents: a manifest with any field of another type is refused") {
    const auto whole = to_json(full_manifest());
    for (const auto& [key, member] : whole.get_object())
        for (const json::value& other :
             {json::value(nullptr), json::value(-1), json::value(true)}) {
            auto document = whole;
            document.as_object()[key] = other;
            CAPTURE(std::string(key));
            CHECK(what_is_wrong(document) != "");
        }
}

TEST_CASE("documents: a field nobody knows is refused, in every object") {
    auto document = to_json(full_manifest());
    document.as_object()["extra"] = 1;
    CHECK(what_is_wrong(document) == "manifest.json: unknown field \"extra\"");

    document = to_json(full_manifest());
    document.as_object()["volumes"].as_array()[0].as_object()["extra"] = 1;
    CHECK(what_is_wrong(document).find("unknown field") != std::string::npos);

    document = to_json(full_manifest());
    document.as_object()["outcomes"].as_array()[0].as_object()["extra"] = 1;
    CHECK(what_is_wrong(document).find("unknown field") != std::string::npos);
}

TEST_CASE("documents: volumes must be named in order") {
    for (const char* name : {"volume-0002.p7m", "../../etc/x", "volume-1.p7m", ""}) {
        auto document = to_json(full_manifest());
        document.as_object()["volumes"].as_array()[0].as_object()["name"] = name;
        CHECK(what_is_wrong(document).find("volume-0001.p7m") != std::string::npos);
    }
}

TEST_CASE("documents: every ending has a name that reads back") {
    for (int number = 0; number <= static_cast<int>(Ending::cancelled); ++number) {
        Outcome outcome;
        outcome.collector = "disk";
        outcome.ending = static_cast<Ending>(number);
        const auto read = outcome_from(to_json(outcome));
        REQUIRE(read);
        CHECK(read->ending == outcome.ending);
    }
}

TEST_CASE("documents: contents tell files, failures and what was dropped") {
    Contents contents;
    contents.entries.resize(3);
    contents.entries[0] = {.path = "evidence/disk/mountinfo",
                           .collector = "disk",
                           .item = "mountinfo",
                           .size = 5,
                           .sha256 = std::string(64, 'e'),
                           .redactions = {{"ipv4", 2}},
                           .dropped = {{100, 200}},
                           .failure = {}};
    contents.entries[1].collector = "disk";
    contents.entries[1].item = "smart:/dev/sda";
    contents.entries[1].failure = Error{Fault::denied, "no permission"};
    contents.entries[2].path = "report.html";
    contents.entries[2].sha256 = std::string(64, 'f');
    const auto document = to_json(contents);

    const auto read = contents_from(document);

    REQUIRE(read);
    CHECK(json::write(to_json(*read)) == json::write(document));
    CHECK(read->entries[1].failure->fault == Fault::denied);
    CHECK(read->entries[0].dropped[0].to == 200);
}

TEST_CASE("documents: contents with a hostile path or the same path twice are refused") {
    const auto with = [](const std::vector<std::string>& paths) {
        Contents contents;
        for (const auto& path : paths) {
            ContentEntry entry;
            entry.path = path;
            entry.sha256 = std::string(64, 'e');
            contents.entries.push_back(entry);
        }
        return contents_from(to_json(contents));
    };

    CHECK(with({"evidence/disk/x", "evidence/disk/y"}));
    CHECK_FALSE(with({"evidence/disk/x", "evidence/disk/x"}));
    for (const char* path : {"../x", "/x", "a/../b", "a//b", "a/", "a\nb"})
        CHECK_FALSE(with({path}));
}

TEST_CASE("documents: times are read exactly as they are written, and no other way") {
    for (const Time time : {Time{}, Time{milliseconds{1'795'464'000'123}}, no_expiry()})
        CHECK(time_from(to_text(time)) == time);
    for (const char* text : {"", "2026-11-23", "2026-11-23T20:33:28Z", "2026-02-30T00:00:00.000Z",
                             "2026-11-23T20:33:28.123+00:00", "2026-11-23T20:33:28.123Z ",
                             "2026-11-23T24:00:00.000Z", "+026-11-23T20:33:28.123Z"})
        CHECK_FALSE(time_from(text));
}

TEST_CASE("content path: whatever the item's name, the path is safe, fits tar and is its own") {
    std::vector<std::string> items{
        "mountinfo", "proc/meminfo", "",     ".",   "..",    "../x",       "a/../b",
        "/",         "//",           "a//b", "a/",  "/a",    "probe:/mnt", "probe:/mnt/x",
        "probe:/",   "caf\xc3\xa9",  "a\0b", "a%b", "a%25b", "\xff\xfe",   "logs/covi ws",
        "%",         "%2E",          "-rf"};
    items.push_back(std::string(300, 'x'));
    items.push_back(std::string(300, 'x') + "y");
    items.push_back(std::string(90, 'd') + "/" + std::string(150, 'f'));
    std::set<std::string> seen;

    for (const auto& item : items) {
        const auto path = content_path("disk", item);
        CAPTURE(item);
        CHECK(tar_header(path, 1));
        CHECK(path.starts_with("evidence/disk/"));
        CHECK(seen.insert(path).second);
    }
}

TEST_CASE("content path: clean names stay readable, and a mount below a mount is no clash") {
    CHECK(content_path("disk", "mountinfo") == "evidence/disk/mountinfo");
    CHECK(content_path("logs", "safr/covi/logs/covi-ws.log") ==
          "evidence/logs/safr/covi/logs/covi-ws.log");
    CHECK(content_path("disk", "probe:/mnt") == "evidence/disk/probe%3A%2Fmnt");
    CHECK(content_path("disk", "probe:/mnt/x") == "evidence/disk/probe%3A%2Fmnt%2Fx");
}
