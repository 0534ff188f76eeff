// SPDX-License-Identifier: Apache-2.0
#include "agent/upgrade/marks.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <utime.h>

#include "tests/scratch.hpp"
#include "tests/upgrade/sample.hpp"

using namespace diag;
using namespace diag::test;
using namespace diag::upgrade;

namespace fs = std::filesystem;

namespace {

constexpr milliseconds patience{5'000};

std::string programs_in(const Scratch& scratch) {
    const auto marks = marks_of_server(scratch.path().native(), patience);
    REQUIRE(marks);
    return marks->programs;
}

/// SAFR as far as its marks go.
void lay_out(const Scratch& scratch) {
    scratch.file("safrports.conf", "covi=8080");
    scratch.file("covi/lib/covi.jar", "code");
    fs::permissions(scratch.file("bin/backup.py", "#!"), fs::perms::owner_all);
    scratch.file("covi/logs/covi.log", "line");
    scratch.file("mongo/data/collection.wt", "data");
    scratch.file("README", "text");
}

}  // namespace

TEST_CASE("marks: logs, data and texts may change, and SAFR stays the same") {
    const Scratch scratch;
    lay_out(scratch);
    const auto before = programs_in(scratch);
    scratch.file("covi/logs/covi.log", "line and line");
    scratch.file("covi/logs/new.jar", "not a program there");
    scratch.file("mongo/data/more.wt", "data");
    scratch.file("README", "other text");
    CHECK(programs_in(scratch) == before);
}

TEST_CASE(
    "marks: a program that is added, removed, changed or touched is seen, and so is "
    "configuration") {
    const Scratch scratch;
    lay_out(scratch);
    auto before = programs_in(scratch);
    const auto differs = [&] {
        const auto after = programs_in(scratch);
        const bool changed = after != before;
        before = after;
        return changed;
    };
    scratch.file("covi/lib/new.jar", "code");
    CHECK(differs());
    fs::remove(scratch.path() / "covi/lib/new.jar");
    CHECK(differs());
    scratch.file("covi/lib/covi.jar", "code!");
    CHECK(differs());
    const utimbuf times{1'000'000'000, 1'000'000'000};
    CHECK(::utime((scratch.path() / "bin/backup.py").c_str(), &times) == 0);
    CHECK(differs());
    scratch.file("safrports.conf", "covi=9090");
    CHECK(differs());
    scratch.file("ares/SAFRActions.config", "{}");
    CHECK(differs());
    CHECK_FALSE(differs());
}

TEST_CASE("marks: configuration that is written anew alike is the same") {
    const Scratch scratch;
    lay_out(scratch);
    const auto before = programs_in(scratch);
    const utimbuf times{1'000'000'000, 1'000'000'000};
    CHECK(::utime((scratch.path() / "safrports.conf").c_str(), &times) == 0);
    CHECK(programs_in(scratch) == before);
}

TEST_CASE("marks: the order in which a directory lists its files does not matter") {
    const Program one{"/a", 1, 2}, two{"/b", 3, 4};
    CHECK(digest_of({one, two}) == digest_of({two, one}));
    CHECK(digest_of({one}) != digest_of({two}));
    CHECK(digest_of({}) != digest_of({one}));
}

TEST_CASE("marks: a file changed behind its old time is another one") {
    const Scratch scratch;
    const auto file = scratch.file("SAFR-backup.tgz", "bytes");
    const auto before = marks_of_file(file.native(), patience);
    REQUIRE(before);
    CHECK(*marks_of_file(file.native(), patience) == *before);
    const auto modified = fs::last_write_time(file);
    scratch.file("SAFR-backup.tgz", "bytez");
    fs::last_write_time(file, modified);
    const auto after = marks_of_file(file.native(), patience);
    REQUIRE(after);
    CHECK(after->bytes == before->bytes);
    CHECK(after->modified == before->modified);
    CHECK(after->changed != before->changed);
}

TEST_CASE("marks: a directory is known by all that lies below it") {
    const Scratch scratch;
    scratch.file("dump/db/a.bson", "1");
    const auto dump = (scratch.path() / "dump").native();
    const auto before = marks_of_file(dump, patience);
    REQUIRE(before);
    scratch.file("dump/db/a.bson", "2");
    const auto after = marks_of_file(dump, patience);
    REQUIRE(after);
    CHECK(after->below != before->below);
    CHECK(after->inode == before->inode);
}

TEST_CASE("marks: what is no file, and what is not there, is said") {
    const Scratch scratch;
    const auto fifo = (scratch.path() / "fifo").native();
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(marks_of_file(fifo, patience).error().fault == Fault::refused);
    CHECK(marks_of_file(fifo + "x", patience).error().fault == Fault::absent);
    CHECK(marks_of_server((scratch.path() / "none").native(), patience).error().fault ==
          Fault::absent);
}

TEST_CASE("marks: the newest configuration tells when it was last written") {
    const Scratch scratch;
    CHECK(*configuration_written(scratch.path().native(), patience) == Time{});
    scratch.file("safrports.conf", "covi=8080");
    scratch.file("ares/SAFRActions.config", "{}");
    const utimbuf old{1'000'000'000, 1'000'000'000}, young{1'700'000'000, 1'700'000'000};
    CHECK(::utime((scratch.path() / "safrports.conf").c_str(), &old) == 0);
    CHECK(::utime((scratch.path() / "ares/SAFRActions.config").c_str(), &young) == 0);
    const auto written = configuration_written(scratch.path().native(), patience);
    REQUIRE(written);
    CHECK(to_text(*written) == "2023-11-14T22:13:20.000Z");
}

TEST_CASE("marks: what stayed the same is told, and else why it cannot be") {
    const FileMarks marks{.path = "/b/x.tgz", .bytes = 7, .inode = 42};
    auto other = marks;
    other.inode = 43;
    const Error silent{Fault::timed_out, "the mount does not answer"};
    const Error many{Fault::full, "more than 50,000 files"};

    REQUIRE(same_marks(marks, marks));
    CHECK(*same_marks(marks, marks) == marks);
    CHECK(same_marks(marks, other).error().what == "it was changed or replaced while it was read");
    CHECK(same_marks(marks, silent).error().what == silent.what);
    CHECK(same_marks(many, marks).error().what == many.what);
}

TEST_CASE("marks: the names of SAFR's configuration files are told, not those of others") {
    const Scratch scratch;
    lay_out(scratch);
    scratch.file("virgo/virgo-factory.conf", "[global]");
    scratch.file("covi/safrports.conf", "covi=8080");
    scratch.file("mongo/mongod.conf", "storage:");
    scratch.file("jdk/conf/net.conf", "x");
    scratch.file("covi/logs/old.conf", "x");
    const auto names = configuration_names(scratch.path().native(), patience);
    REQUIRE(names);
    CHECK(*names == std::vector<std::string>{"safrports.conf", "virgo-factory.conf"});
    CHECK(configuration_names((scratch.path() / "none").native(), patience).error().fault ==
          Fault::absent);
}
