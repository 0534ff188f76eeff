// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/without.hpp"

#include <doctest/doctest.h>

#include "agent/collect/review.hpp"
#include "platform/files.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using collect::ContentWriter;
using redact::fixed_text;

namespace {

const proof::SecondLook& look() {
    static const proof::SecondLook one;
    return one;
}

/// Three files of two collectors, one of them an attachment, and a failure.
struct Before {
    Before() : unsealed(collect::Unsealed::create(scratch.path())) {
        REQUIRE(unsealed);
        REQUIRE(content.add("evidence/disk/a", fixed_text("alpha\n"),
                            {.collector = "disk", .item = "a", .redactions = {{"ipv4", 1}}}));
        content.add_failure(
            {.collector = "disk", .item = "gone", .failure = Error{Fault::absent, "none"}});
        REQUIRE(content.add("evidence/disk/b", fixed_text("beta\n"),
                            {.collector = "disk", .item = "b"}));
        REQUIRE(content.add("evidence/logs/files/x", fixed_text("gamma\n"),
                            {.collector = "logs", .item = "x", .attachment = true}));
        collect::Clean disk{.collector = &disk_collector};
        disk.items.emplace("a", collect::CleanItem{fixed_text("alpha\n"), {}});
        disk.items.emplace("b", collect::CleanItem{fixed_text("beta\n"), {}});
        clean.push_back(std::move(disk));
        stream::Passed passed{.name = "x", .size = 6};
        passed.matches.push_back({.id = "logs.no_space", .sample = "gamma"});
        passing.passed["logs"].push_back(std::move(passed));
    }

    Result<std::filesystem::path> without(const std::set<std::size_t>& left_out) {
        auto again = collect::Unsealed::create(scratch.path());
        REQUIRE(again);
        ContentWriter rest([&](std::string_view bytes) { return again->write(bytes); }, look());
        const auto packed =
            collect::pack_without({unsealed->file(), content, 4}, left_out, clean, passing, rest);
        if (!packed) return packed.error();
        told = rest.contents();
        if (const auto done = rest.finish(); !done) return done.error();
        return again->show(scratch.path() / "shown");
    }

    const test::Scratch scratch;
    const Collector disk_collector{.id = "disk"};
    Result<collect::Unsealed> unsealed;
    ContentWriter content{[this](std::string_view bytes) { return unsealed->write(bytes); },
                          look()};
    std::vector<collect::Clean> clean;
    collect::Passing passing;
    exchange::Contents told;
};

}  // namespace

TEST_CASE("without: what was left out is in no file, and told by whom it was") {
    Before before;
    const auto shown = before.without({0, 3});
    REQUIRE(shown);

    CHECK_FALSE(system_files().read(*shown / "evidence/disk/a", 100));
    CHECK_FALSE(system_files().read(*shown / "evidence/logs/files/x", 100));
    CHECK(*system_files().read(*shown / "evidence/disk/b", 100) == "beta\n");
    CHECK(before.told.entries[0].left_out == exchange::LeftOutBy::local_user);
    CHECK(before.told.entries[0].redactions.empty());
    CHECK_FALSE(before.told.entries[1].left_out);
}

TEST_CASE("without: no judge sees what was left out") {
    Before before;
    REQUIRE(before.without({0, 3}));

    CHECK_FALSE(before.clean.front().items.at("a").text);
    CHECK(before.clean.front().items.at("b").text->text() == "beta\n");
    const auto& passed = before.passing.passed.at("logs").front();
    CHECK(passed.matches.empty());
    CHECK(passed.failure->what == "left out by who reviewed it at the site");
}

TEST_CASE("without: left out nothing, it is the same once more; what there is none of is refused") {
    Before before;
    const auto shown = before.without({});
    REQUIRE(shown);
    CHECK(*system_files().read(*shown / "evidence/logs/files/x", 100) == "gamma\n");
    CHECK_FALSE(before.without({4}));
}

TEST_CASE("without: a disk that is full is told at whatever write it comes") {
    for (int fail_at = 0; fail_at < 3; ++fail_at) {
        Before before;
        int writes = 0;
        ContentWriter rest(
            [&](std::string_view) -> Result<> {
                if (writes++ == fail_at) return Error{Fault::full, "no space left"};
                return {};
            },
            look());
        const auto packed = collect::pack_without({before.unsealed->file(), before.content, 4}, {},
                                                  before.clean, before.passing, rest);
        REQUIRE_FALSE(packed);
        CHECK(packed.error().fault == Fault::full);
    }
}

TEST_CASE("review: one file's text is read back alone, to its end or until told enough") {
    Before before;
    std::string text;
    const auto& extents = before.content.extents();
    REQUIRE(before.unsealed->read(extents[2], 5, [&](std::string_view bytes) {
        text += bytes;
        return true;
    }));
    CHECK(text == "beta\n");
    int calls = 0;
    REQUIRE(before.unsealed->read(extents[0], 6, [&](std::string_view) {
        ++calls;
        return false;
    }));
    CHECK(calls == 1);
}
