// SPDX-License-Identifier: Apache-2.0
#include "agent/spool/spool.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/scratch.hpp"

using namespace diag;

TEST_CASE("spool: a finished bundle moves from the workbench to ready") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    const auto made = scratch.file("spool/new/0190-a.safrdiag", "bundle");

    const auto shelved = spool->shelve(made);

    REQUIRE(shelved);
    CHECK(*shelved == scratch.path() / "spool/ready/0190-a.safrdiag");
    CHECK_FALSE(std::filesystem::exists(made));
}

TEST_CASE("spool: a whole bundle that a power cut left in new is not lost") {
    const test::Scratch scratch;
    REQUIRE(Spool::open(scratch.path()));
    scratch.file("spool/new/0190-b.safrdiag", "bundle");
    scratch.file("spool/new/.0190-c.safrdiag.part", "half");

    const auto spool = Spool::open(scratch.path());

    REQUIRE(spool);
    const auto all = spool->list();
    REQUIRE(all);
    REQUIRE(all->size() == 1);
    CHECK(all->front().bundle_id == "0190-b");
}

TEST_CASE("spool: listing leaves out what is no bundle") {
    const test::Scratch scratch;
    const auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    scratch.file("spool/ready/notes.txt", "x");
    scratch.file("spool/ready/.hidden.safrdiag", "x");
    scratch.file("spool/ready/.safrdiag", "x");
    std::filesystem::create_symlink("/etc/passwd", scratch.path() / "spool/ready/l.safrdiag");

    CHECK(spool->list()->empty());
}

TEST_CASE("spool: only the bundle asked for is removed, and one that is not there is an error") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    scratch.file("spool/ready/a.safrdiag", "x");
    scratch.file("spool/sent/b.safrdiag", "x");

    CHECK(spool->remove("a"));
    CHECK(spool->remove("a").error().fault == Fault::absent);
    CHECK(spool->remove("../sent/b").error().fault == Fault::absent);
    CHECK(spool->list()->size() == 1);
}

TEST_CASE("spool: a state directory others may write to is refused") {
    const test::Scratch scratch;
    std::filesystem::create_directories(scratch.path() / "spool/new");
    std::filesystem::permissions(scratch.path() / "spool/new", std::filesystem::perms::all);

    CHECK(Spool::open(scratch.path()).error().fault == Fault::denied);
}
