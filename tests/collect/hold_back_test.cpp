// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/hold_back.hpp"

#include <doctest/doctest.h>

#include "agent/collect/packing.hpp"
#include "agent/exchange/proof.hpp"

using namespace diag;
using collect::ContentWriter;

namespace {

constexpr auto en = report::Language::en;

const proof::SecondLook& look() {
    static const proof::SecondLook one({.secrets = {"Halibut-7"}, .spared = {}});
    return one;
}

Finding finding(const std::string& id, const std::string& value) {
    return {.id = id,
            .severity = Severity::warning,
            .parameters = {{"mount", value}, {"free", "3 %"}},
            .evidence = {"mountinfo"}};
}

/// Two collectors, one of whose findings leaks.
report::Story story() {
    report::Story all{.bundle_id = "b", .agent_version = "0.1.0"};
    report::Chapter disk{.collector = "disk", .outcome = {.collector = "disk"}};
    disk.judgement.findings = {finding("disk.space_low", "/mnt/Halibut-7"),
                               finding("disk.inodes_low", "/srv")};
    disk.judgement.facts = {{"disk.mounts", "12"}};
    report::Chapter nfs{.collector = "nfs", .outcome = {.collector = "nfs"}};
    nfs.judgement.findings = {finding("nfs.silent", "/mnt/a")};
    nfs.judgement.facts = {{"nfs.server", "Halibut-7"}};
    all.chapters = {disk, nfs};
    return all;
}

/// What packing it came to.
struct Packed {
    explicit Packed(report::Story given, collect::LookBounds bounds = {})
        : story(std::move(given)),
          content([](std::string_view) { return Result<>{}; }, look(), std::move(bounds)) {
        done = collect::pack_story(content, story, {}, en);
    }
    const exchange::ContentEntry* of(std::string_view item) const {
        for (const auto& entry : content.contents().entries)
            if (entry.item == item) return &entry;
        return nullptr;
    }
    report::Story story;
    ContentWriter content;
    Result<> done;
};

}  // namespace

TEST_CASE("hold back: a finding that leaks is left out, and the bundle goes on without it") {
    const Packed packed(story());
    REQUIRE(packed.done);

    const auto& chapters = packed.story.chapters;
    REQUIRE(chapters[0].judgement.findings.size() == 1);
    CHECK(chapters[0].judgement.findings[0].id == "disk.inodes_low");
    CHECK(chapters[0].judgement.facts.size() == 1);
    CHECK(chapters[1].judgement.findings.size() == 1);
    const auto* const told = packed.of("finding disk.space_low");
    REQUIRE(told);
    CHECK(told->collector == "disk");
    CHECK(told->left_out == exchange::LeftOutBy::second_look);
    CHECK(told->failure->what.find(" x learned") != std::string::npos);
}

TEST_CASE("hold back: of a collector whose overview leaks facts go and findings stay") {
    const Packed packed(story());
    REQUIRE(packed.done);

    CHECK(packed.story.chapters[1].judgement.facts.empty());
    CHECK(packed.story.chapters[1].judgement.findings.size() == 1);
    const auto* const told = packed.of("overview");
    REQUIRE(told);
    CHECK(told->collector == "nfs");
}

TEST_CASE("hold back: of two findings with one id that leak each has a line of its own") {
    auto twice = story();
    twice.chapters[0].judgement.findings.push_back(finding("disk.space_low", "/srv/Halibut-7"));
    const Packed packed(twice);
    REQUIRE(packed.done);

    CHECK(packed.of("finding disk.space_low"));
    CHECK(packed.of("finding disk.space_low-2"));
    CHECK(packed.story.chapters[0].judgement.findings.size() == 1);
}

TEST_CASE("hold back: of many findings the few that leak are found in few looks") {
    auto many = story();
    for (int i = 0; i < 62; ++i)
        many.chapters[0].judgement.findings.push_back(finding("disk.space_low", "/srv"));
    int looks = 0;
    const Packed packed(many, {.stopped = [&] { return ++looks, false; }});
    REQUIRE(packed.done);

    CHECK(packed.story.chapters[0].judgement.findings.size() == 63);
    CHECK(packed.of("finding disk.space_low"));
    CHECK(looks < 30);
}

TEST_CASE("hold back: once the time is over, what was not looked at alone stays here and says so") {
    const Packed packed(story(), {.until = milliseconds{0}});
    REQUIRE(packed.done);

    for (const auto& chapter : packed.story.chapters) {
        CHECK(chapter.judgement.findings.empty());
        CHECK(chapter.judgement.facts.empty());
    }
    const auto* const told = packed.of("finding disk.inodes_low");
    REQUIRE(told);
    CHECK(told->failure->fault == Fault::timed_out);
    CHECK_FALSE(told->left_out);
}

TEST_CASE("hold back: when somebody stops it, nothing is sealed") {
    const Packed packed(story(), {.stopped = [] { return true; }});

    REQUIRE_FALSE(packed.done);
    CHECK(packed.done.error().fault == Fault::refused);
    CHECK(packed.done.error().what == "stopped before anything was sealed");
}

TEST_CASE("hold back: the manifest counts what was left out, as it does files") {
    const Packed packed(story());
    exchange::Proof proof;
    exchange::tell_files(packed.content.contents(), proof);

    CHECK(proof.left_out.size() == 2);
    CHECK(proof.found.contains("learned"));
}

TEST_CASE("hold back: a story in which nothing leaks stays as it is") {
    auto clean = story();
    clean.chapters[0].judgement.findings.erase(clean.chapters[0].judgement.findings.begin());
    clean.chapters[1].judgement.facts.clear();
    const Packed packed(clean);

    REQUIRE(packed.done);
    CHECK(packed.content.contents().entries.size() == 3);
    CHECK(packed.story.chapters[0].judgement.findings.size() == 1);
}

TEST_CASE("hold back: what leaks and is no collector's stops all of it") {
    auto named = story();
    named.server = "Halibut-7";
    const Packed packed(named);

    REQUIRE_FALSE(packed.done);
    CHECK(packed.done.error().fault == Fault::bug);
}

TEST_CASE("hold back: a field of the case that leaks is named, and nothing is sealed") {
    auto asked = story();
    asked.notes = {.number = "4711", .problem = "no picture", .contact = "call 10.1.2.3"};
    const Packed packed(asked);

    REQUIRE_FALSE(packed.done);
    CHECK(packed.done.error().fault == Fault::denied);
    CHECK(packed.done.error().what.starts_with(
        "the field \"contact\" of case.json holds what may not leave (1 x ipv4): "));
}
