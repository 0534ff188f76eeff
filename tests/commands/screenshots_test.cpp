// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/screenshots.hpp"

#include <doctest/doctest.h>

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
