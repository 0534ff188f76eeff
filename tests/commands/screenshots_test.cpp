// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/screenshots.hpp"

#include <doctest/doctest.h>

#include <random>

#include "agent/commands/mailed_screenshots.hpp"
#include "platform/clock.hpp"
#include "tests/hanging_mount.hpp"
#include "tests/pictures/written.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace diag::commands;

namespace {

/// A case in a folder of its own, and a picture elsewhere that a link there leads to.
struct Desk {
    Desk() {
        scratch.file("case/here.png", test::Png{}.bytes());
        scratch.file("other/there.png", test::Png{}.bytes());
        std::filesystem::create_directory_symlink(scratch.path() / "other",
                                                  scratch.path() / "case/mine");
        notes.folder = (scratch.path() / "case").native();
    }

    void name(const std::string& file) { notes.attachments.push_back(notes.folder + "/" + file); }

    const test::Scratch scratch;
    cases::Notes notes;
};

}  // namespace

TEST_CASE("screenshots: each is known by its path without links, and by where that leads") {
    Desk desk;
    desk.name("here.png");
    desk.name("mine/there.png");

    const auto seen = look_at_screenshots(desk.notes, {});

    REQUIRE(seen.size() == 2);
    REQUIRE(seen[0].screenshot);
    REQUIRE(seen[1].screenshot);
    CHECK_FALSE(seen[0].screenshot->outside);
    CHECK(seen[1].screenshot->outside);
    CHECK(seen[1].screenshot->file ==
          std::filesystem::canonical(desk.scratch.path()) / "other/there.png");
}

TEST_CASE("screenshots: one that is unfit comes along to be told of") {
    Desk desk;
    desk.name("none.png");
    desk.name("here.png");
    desk.name("camera.log");

    const auto all = screenshots_of(desk.notes, {}, report::Language::en);

    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK(all->front().unfit->fault == Fault::absent);
    CHECK_FALSE(all->back().unfit);
    CHECK(fit_ones(*all) == 1);
}

TEST_CASE("screenshots: a folder that never answers takes the time of all, and no more") {
    const test::HangingMount mount;
    if (!mount.hangs()) {
        MESSAGE("skipped: this machine has no FUSE for tests");
        return;
    }
    Desk desk;
    desk.name("here.png");
    desk.notes.attachments.push_back(mount.point() + "/gone/there.png");
    desk.name("mine/there.png");
    const auto from = system_clock().uptime();

    const auto seen = look_at_screenshots(desk.notes, {});

    CHECK(system_clock().uptime() - from < milliseconds{15'000});
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].screenshot);
    for (const std::size_t late : {1u, 2u}) {
        REQUIRE_FALSE(seen[late].screenshot);
        CHECK(seen[late].screenshot.error().fault == Fault::timed_out);
    }
}

TEST_CASE("screenshots: more than a mail takes are told to go in the bundle, before any question") {
    Desk desk;
    // Pixels that nothing shortens.
    std::mt19937 any(1);
    std::string rows;
    for (int row = 0; row < 1'000; ++row) {
        rows += '\0';
        for (int i = 0; i < 3 * 1'400; ++i) rows += static_cast<char>(any());
    }
    desk.scratch.file("case/large.png",
                      test::Png{.width = 1'400, .height = 1'000, .rows = rows}.bytes());
    desk.name("large.png");
    Invocation wanted;
    wanted.options_[std::string(with_screenshots)];
    CaseHere here;
    here.notes = desk.notes;

    const auto one = screenshots_of(here.notes, {}, report::Language::en);
    REQUIRE(one);
    CHECK(fit_ones(*one) == 1);
    desk.name("large.png");
    here.notes = desk.notes;
    const auto two = screenshots_to_mail(wanted, here, "support@example.com");

    REQUIRE_FALSE(two);
    CHECK(two.error().fault == Fault::full);
    CHECK(two.error().what.find("in the bundle") != std::string::npos);
}
