// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/screenshots.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "agent/collect/screenshot_packing.hpp"
#include "platform/digest.hpp"
#include "tests/pictures/written.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using collect::screenshot_in;

namespace {

Fault fault_of(const std::filesystem::path& file) {
    const auto screenshot = screenshot_in(file, {});
    REQUIRE(!screenshot);
    return screenshot.error().fault;
}

/// What becomes of screenshots in a content.
struct Packing {
    exchange::Contents packed(const std::vector<collect::Screenshot>& screenshots) {
        collect::Parcel parcel;
        parcel.screenshots = screenshots;
        const auto redaction = collect::redaction_with({7}, {}, scratch.path(), {}, nullptr);
        REQUIRE(redaction);
        const proof::SecondLook look;
        collect::ContentWriter content([](std::string_view) { return Result<>{}; }, look,
                                       {.stopped = [this] { return stopped; }});
        done = collect::pack_screenshots(content, {}, parcel, *redaction,
                                         {.at = system_clock().uptime() + time_left}, outcome);
        looked_files = content.looked_files();
        return content.contents();
    }

    collect::Screenshot screenshot(const std::string& name) {
        const auto file = scratch.file(name, test::Png{}.bytes());
        const auto seen = screenshot_in(file, {});
        REQUIRE(seen);
        return *seen;
    }

    const test::Scratch scratch;
    std::uint64_t looked_files = 0;
    milliseconds time_left{60'000};
    bool stopped = false;
    exchange::Outcome outcome;
    Result<> done;
};

}  // namespace

TEST_CASE("screenshots: one that is fit is told by size and by the digest of what it becomes") {
    const test::Scratch scratch;
    const auto bytes = test::Png{.after = test::chunk("tEXt", "by Ana")}.bytes();

    const auto seen = screenshot_in(scratch.file("a.png", bytes), {});

    REQUIRE(seen);
    CHECK(seen->size.width == 3);
    CHECK(seen->sha256 == sha256_hex(pictures::plain_picture(bytes, pictures::Form::png)->bytes()));
    CHECK_FALSE(seen->agreed);
}

TEST_CASE("screenshots: what is not a regular file of what its name says is refused") {
    const test::Scratch scratch;
    const auto picture = scratch.file("a.png", test::Png{}.bytes());
    std::filesystem::create_symlink(picture, scratch.path() / "link.png");
    std::filesystem::create_directory(scratch.path() / "folder.png");
    REQUIRE(::mkfifo((scratch.path() / "fifo.png").c_str(), 0600) == 0);
    std::filesystem::create_symlink("/dev/zero", scratch.path() / "zero.png");

    for (const char* name : {"link.png", "folder.png", "fifo.png", "zero.png"}) {
        CAPTURE(name);
        CHECK(fault_of(scratch.path() / name) == Fault::refused);
    }
    CHECK(fault_of(scratch.path() / "none.png") == Fault::absent);
    CHECK(fault_of(scratch.file("empty.png", "")) == Fault::malformed);
    CHECK(fault_of(scratch.file("photo.png", test::Jpeg{}.bytes())) == Fault::malformed);
    CHECK(fault_of(scratch.file("a.gif", test::Png{}.bytes())) == Fault::malformed);
    CHECK(fault_of(scratch.file("big.png", std::string(pictures::most_bytes + 1, 'x'))) ==
          Fault::full);
}

TEST_CASE("screenshots: nothing is taken from where SAFR keeps faces, by whatever way") {
    const test::Scratch scratch;
    const auto face = scratch.file("cv-storage/objs/face.png", test::Png{}.bytes());
    std::filesystem::create_directory_symlink(face.parent_path(), scratch.path() / "mine");
    Scope scope;
    scope.data_root = scratch.path().native();

    const auto off_limits = collect::no_screenshots_below(scope);

    CHECK(screenshot_in(face, off_limits).error().fault == Fault::refused);
    CHECK(screenshot_in(scratch.path() / "mine/face.png", off_limits).error().fault ==
          Fault::refused);
    CHECK(screenshot_in(scratch.file("a.png", test::Png{}.bytes()), off_limits));
}

TEST_CASE("screenshots: only what somebody agreed to is packed, and it is marked as a picture") {
    Packing packing;
    auto yes = packing.screenshot("yes.png");
    yes.agreed = true;

    const auto contents = packing.packed({yes, packing.screenshot("no.png")});

    REQUIRE(contents.entries.size() == 2);
    CHECK(contents.entries[0].path == "attachments/yes.png");
    CHECK(contents.entries[0].picture == "png");
    CHECK(contents.entries[0].sha256 == yes.sha256);
    CHECK(contents.entries[1].path.empty());
    CHECK(contents.entries[1].failure->what ==
          "left out: nobody here agreed that this picture leaves");
    CHECK(packing.looked_files == 0);
}

TEST_CASE("screenshots: one that became another after the question stays") {
    Packing packing;
    auto screenshot = packing.screenshot("a.png");
    screenshot.agreed = true;
    packing.scratch.file("a.png", test::Png{.rows = std::string(20, '\0')}.bytes());

    const auto contents = packing.packed({screenshot});

    REQUIRE(contents.entries.size() == 1);
    CHECK(contents.entries[0].path.empty());
    CHECK(contents.entries[0].failure->what ==
          "left out: it is another than somebody here agreed to");
}

TEST_CASE("screenshots: those that the run has no time for are left out, and counted as late") {
    Packing packing;
    auto screenshot = packing.screenshot("a.png");
    screenshot.agreed = true;
    packing.time_left = milliseconds{0};

    const auto contents = packing.packed({screenshot, screenshot});

    REQUIRE(contents.entries.size() == 2);
    CHECK(contents.entries[1].failure->fault == Fault::timed_out);
    CHECK(packing.outcome.ending == exchange::Ending::timed_out);
    CHECK(packing.outcome.attachments == 2);
    CHECK(packing.outcome.note.starts_with("2 files were left out"));
}

TEST_CASE("screenshots: whoever stops the run waits for none") {
    Packing packing;
    auto screenshot = packing.screenshot("a.png");
    screenshot.agreed = true;
    packing.stopped = true;

    const auto contents = packing.packed({screenshot});

    REQUIRE(!packing.done);
    CHECK(packing.done.error().fault == Fault::refused);
    CHECK(contents.entries.empty());
}

TEST_CASE("screenshots: one that is unfit is told, and the others leave") {
    Packing packing;
    auto fit = packing.screenshot("a.png");
    fit.agreed = true;
    const collect::Screenshot unfit{.file = "/case/b.png",
                                    .unfit = Error{Fault::full, "it is longer than 8.0 MiB"}};

    const auto contents = packing.packed({unfit, fit});

    REQUIRE(contents.entries.size() == 2);
    CHECK(contents.entries[0].failure->what == "left out: it is longer than 8.0 MiB");
    CHECK(contents.entries[1].path == "attachments/a.png");
    CHECK(packing.outcome.ending == exchange::Ending::complete);
}

TEST_CASE("screenshots: of two with one name each keeps its ending") {
    Packing packing;
    auto first = packing.screenshot("here/login.png");
    auto second = packing.screenshot("there/login.png");
    first.agreed = second.agreed = true;

    const auto contents = packing.packed({first, second});

    REQUIRE(contents.entries.size() == 2);
    CHECK(contents.entries[0].path == "attachments/login.png");
    CHECK(contents.entries[1].path == "attachments/login-2.png");
}

TEST_CASE("screenshots: one with a second name is refused, as that may be a face's") {
    const test::Scratch scratch;
    const auto file = scratch.file("cv-storage/objs/face.png", test::Png{}.bytes());
    const auto mine = scratch.path() / "mine.png";
    std::filesystem::create_hard_link(file, mine);

    const auto screenshot = screenshot_in(mine, {});

    REQUIRE(!screenshot);
    CHECK(screenshot.error().fault == Fault::refused);
    CHECK(screenshot.error().what.find("put a copy") != std::string::npos);
}

TEST_CASE("screenshots: personal data in a name is replaced, and the ending stays") {
    Packing packing;
    auto screenshot = packing.screenshot("jane.doe@acme.example.png");
    screenshot.agreed = true;

    const auto contents = packing.packed({screenshot});

    REQUIRE(contents.entries.size() == 1);
    CHECK(contents.entries[0].path.find("jane") == std::string::npos);
    CHECK(contents.entries[0].path.ends_with(".png"));
}
