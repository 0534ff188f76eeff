// SPDX-License-Identifier: Apache-2.0
#include "platform/paths.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "platform/child.hpp"
#include "platform/disposable.hpp"
#include "tests/hanging_mount.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using namespace std::chrono_literals;
using diag::test::HangingMount;
using diag::test::Scratch;

namespace {

constexpr milliseconds long_enough{5000};

/// How long `question` took.
template <class Question>
milliseconds timed(Question question) {
    const auto start = system_clock().uptime();
    question();
    return system_clock().uptime() - start;
}

std::string below(const Scratch& scratch, const std::string& name) {
    return (std::filesystem::canonical(scratch.path()) / name).native();
}

/// Killed children die when the kernel comes to it, which takes a while on a busy machine.
bool none_stays_behind() {
    for (int tries = 0; tries < 200 && abandoned_children() > 0; ++tries)
        system_clock().sleep(25ms);
    return abandoned_children() == 0;
}

}  // namespace

TEST_CASE("paths: the space of a file system is what statvfs says") {
    struct statvfs status {};
    REQUIRE(::statvfs("/", &status) == 0);

    const auto space = disposable_paths().space("/", long_enough);

    REQUIRE(space);
    CHECK(space->bytes_total == status.f_blocks * status.f_frsize);
    CHECK(space->inodes_total == status.f_files);
    CHECK(space->bytes_available <= space->bytes_free);
}

TEST_CASE("paths: a path that is not there is absent, whatever its length") {
    const auto space = disposable_paths().space("/no/such/" + std::string(3000, 'x'), long_enough);

    REQUIRE(!space);
    CHECK(name_of(space.error().fault) != "full");
    CHECK(disposable_paths().space("/no/such", long_enough).error().fault == Fault::absent);
}

TEST_CASE("paths: links are followed and told") {
    const Scratch scratch;
    scratch.file("real/data/file", "x");
    std::filesystem::create_symlink("real", scratch.path() / "relative");
    std::filesystem::create_symlink(below(scratch, "relative/data"), scratch.path() / "absolute");

    const auto resolved = disposable_paths().resolve(below(scratch, "absolute/file"), long_enough);

    REQUIRE(resolved);
    CHECK(resolved->path == below(scratch, "real/data/file"));
    REQUIRE(resolved->links.size() == 2);
    CHECK(resolved->links[1] == below(scratch, "relative") + " -> real");
    CHECK_FALSE(resolved->dangling);
}

TEST_CASE("paths: a link to nothing dangles, also half-way and through another link") {
    const Scratch scratch;
    std::filesystem::create_symlink("gone/deeper", scratch.path() / "broken");
    std::filesystem::create_symlink("broken", scratch.path() / "outer");

    for (const char* name : {"broken", "outer", "outer/below"}) {
        CAPTURE(name);
        const auto resolved = disposable_paths().resolve(below(scratch, name), long_enough);
        REQUIRE(resolved);
        CHECK(resolved->dangling);
        CHECK(resolved->path == below(scratch, "gone"));
    }
}

TEST_CASE("paths: what is missing behind a good link is absent, not dangling") {
    const Scratch scratch;
    scratch.file("real/file", "x");
    std::filesystem::create_symlink("real", scratch.path() / "link");

    const auto resolved =
        disposable_paths().resolve(below(scratch, "link/unused/logs"), long_enough);

    REQUIRE(!resolved);
    CHECK(resolved.error().fault == Fault::absent);
}

TEST_CASE("paths: links in a circle are a failure, not a hang") {
    const Scratch scratch;
    std::filesystem::create_symlink("b", scratch.path() / "a");
    std::filesystem::create_symlink("a", scratch.path() / "b");

    CHECK(!disposable_paths().resolve(below(scratch, "a"), long_enough));
}

TEST_CASE("paths: a walk tells each entry once and says when its limit cut it") {
    const Scratch scratch;
    scratch.file("one", "12345");
    scratch.file("folder/two", "");
    std::filesystem::create_symlink("/", scratch.path() / "everything");

    const auto whole = disposable_paths().walk(scratch.path().native(), 100, long_enough);
    const auto part = disposable_paths().walk(scratch.path().native(), 2, long_enough);

    REQUIRE(whole);
    CHECK(whole->entries.size() == 4);
    CHECK_FALSE(whole->cut);
    const auto one = std::ranges::find(whole->entries, "one", &Entry::path);
    REQUIRE(one != whole->entries.end());
    CHECK(one->bytes == 5);
    REQUIRE(part);
    CHECK(part->cut);
    CHECK(part->entries.size() == 2);

    const auto top = disposable_paths().walk(scratch.path().native(), 3, long_enough);
    REQUIRE(top);
    CHECK(std::ranges::find(top->entries, "folder/two", &Entry::path) == top->entries.end());
}

TEST_CASE("paths: usage counts what lies below and says when it did not count all") {
    const Scratch scratch;
    for (const char* name : {"a", "b/c", "b/d"}) scratch.file(name, std::string(10'000, 'x'));

    const auto whole = disposable_paths().usage(scratch.path().native(), 1000, long_enough);
    const auto part = disposable_paths().usage(scratch.path().native(), 2, long_enough);

    REQUIRE(whole);
    CHECK(whole->files == 4);
    CHECK(whole->directories == 1);
    CHECK(whole->bytes >= 30'000);
    CHECK_FALSE(whole->cut);
    REQUIRE(part);
    CHECK(part->cut);
}

TEST_CASE("paths: a file longer than the limit is full, a pipe is refused") {
    const Scratch scratch;
    const auto text = scratch.file("text", "0123456789");
    const auto pipe = scratch.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);

    CHECK(*disposable_paths().read(text.native(), 10, long_enough) == "0123456789");
    CHECK(disposable_paths().read(text.native(), 9, long_enough).error().fault == Fault::full);
    CHECK(disposable_paths().read(pipe.native(), 10, long_enough).error().fault == Fault::refused);
}

TEST_CASE("paths: a child that loops is given up when patience ends") {
    const auto took = timed([] {
        const auto answer = in_disposable_child(
            []() -> Result<std::string> {
                for (;;) ::pause();
            },
            10, 200ms);
        REQUIRE(!answer);
        CHECK(answer.error().fault == Fault::timed_out);
    });

    CHECK(took >= 200ms);
    CHECK(took < 1500ms);
    CHECK(none_stays_behind());
}

TEST_CASE("paths: a child that crashes is an error, not a crash") {
    const auto answer =
        in_disposable_child([]() -> Result<std::string> { ::_exit(3); }, 10, long_enough);

    REQUIRE(!answer);
    CHECK(answer.error().fault == Fault::io);
}

TEST_CASE("paths: many questions at once take as long as the slowest, and each keeps its place") {
    std::vector<Question> questions;
    for (int i = 0; i < 40; ++i)
        questions.emplace_back([i]() -> Result<std::string> {
            if (i % 10 == 3)
                for (;;) ::pause();
            if (i % 10 == 4) return Error{Fault::denied, "no " + std::to_string(i)};
            return std::string(100'000, static_cast<char>('a' + i % 26));
        });
    std::vector<Result<std::string>> answers;

    const auto took = timed([&] { answers = in_disposable_children(questions, 200'000, 4s, 40); });

    CHECK(took < 12s);
    REQUIRE(answers.size() == questions.size());
    REQUIRE(answers[27]);
    CHECK(answers[3].error().fault == Fault::timed_out);
    CHECK(answers[14].error().what == "no 14");
    CHECK(answers[27]->front() == 'b');
    CHECK(in_disposable_children({}, 1, 1ms).empty());
    CHECK(in_disposable_child(questions[0], 1'000, long_enough).error().fault == Fault::full);
    CHECK(none_stays_behind());
}

TEST_CASE("paths: a mount that never answers times out within its patience, whatever is asked") {
    const HangingMount mount;
    if (!mount.hangs()) {
        MESSAGE("skipped: needs root, /dev/fuse and hang_fs");
        return;
    }
    auto& paths = disposable_paths();
    const auto silent = [&](const char* what, auto question) {
        CAPTURE(what);
        Fault fault = Fault::bug;
        const auto took = timed([&] { fault = question().error().fault; });
        CHECK(name_of(fault) == "timed_out");
        CHECK(took >= 300ms);
        CHECK(took < 1500ms);
    };

    silent("space", [&] { return paths.space(mount.point(), 300ms); });
    silent("resolve", [&] { return paths.resolve(mount.point() + "/file", 300ms); });
    silent("walk", [&] { return paths.walk(mount.point(), 10, 300ms); });
    silent("usage", [&] { return paths.usage(mount.point(), 10, 300ms); });
    silent("read", [&] { return paths.read(mount.point() + "/file", 10, 300ms); });

    CHECK(abandoned_children() > 0);
    mount.release();
    CHECK(none_stays_behind());
}
