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

TEST_CASE("spool: of sent bundles the oldest go by age and size, and never one that waits") {
    const auto spooled = [](const std::string& id, Shelf shelf, int days_ago, std::uint64_t bytes) {
        const Time at{std::chrono::days{100 - days_ago}};
        return Spooled{id, shelf, id, bytes, at, at};
    };
    const Time now{std::chrono::days{100}};
    const std::vector all{
        spooled("waits", Shelf::ready, 90, 1000), spooled("old", Shelf::sent, 40, 10),
        spooled("older", Shelf::sent, 50, 10),    spooled("big", Shelf::sent, 3, 600),
        spooled("middle", Shelf::sent, 2, 300),   spooled("new", Shelf::sent, 1, 300)};
    const auto ids = [&](milliseconds keep, std::uint64_t bytes) {
        std::string text;
        for (const auto& each : outlived(all, now, keep, bytes)) text += each.bundle_id + " ";
        return text;
    };

    CHECK(ids(std::chrono::days{30}, 10'000) == "older old ");
    CHECK(ids(std::chrono::days{30}, 700) == "older old big ");
    CHECK(ids(std::chrono::days{60}, 10'000) == "");
    CHECK(ids(milliseconds{0}, 0) == "older old big middle new ");
}

TEST_CASE("spool: what was taken back is gone from those that wait, and only there") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    scratch.file("spool/ready/0190-a.safrdiag", "bundle");
    scratch.file("spool/sent/0190-b.safrdiag", "bundle");

    CHECK(spool->take_back("0190-a"));
    CHECK(spool->take_back("0190-b").error().fault == Fault::absent);
    CHECK(spool->take_back("../sent/0190-b").error().fault == Fault::absent);
    CHECK(spool->remove_sent("0190-b"));
    REQUIRE(spool->list()->size() == 1);
    CHECK((spool->list()->front().shelf == Shelf::revoked));
    CHECK(spool->drop("0190-a"));
    CHECK(spool->drop("0190-a").error().fault == Fault::absent);
    CHECK(spool->list()->empty());
}

TEST_CASE("spool: one that was taken back too late is kept as sent") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    scratch.file("spool/ready/0190-a.safrdiag", "bundle");

    REQUIRE(spool->take_back("0190-a"));
    REQUIRE(spool->sent("0190-a"));

    REQUIRE(spool->list()->size() == 1);
    CHECK((spool->list()->front().shelf == Shelf::sent));
}

TEST_CASE("spool: a bundle tells for which request it was made, also where a power cut left it") {
    const test::Scratch scratch;
    auto spool = Spool::open(scratch.path());
    REQUIRE(spool);
    const std::string bundle = "019ab3c4-0000-7000-8000-0000000000b1";
    const std::string request = "019ab3c4-0000-7000-8000-000000000001";
    REQUIRE(spool->owned_by(bundle, request));
    scratch.file("spool/new/" + bundle + ".safrdiag", "bundle");
    scratch.file("spool/ready/0190-a.safrdiag", "of somebody here");
    scratch.file("spool/ready/0190-b.safrdiag", "of nobody knows whom");
    scratch.file("spool/owners/0190-b", "nonsense");

    spool = Spool::open(scratch.path());

    REQUIRE(spool);
    for (const auto& each : *spool->list())
        CHECK(each.request == (each.bundle_id == bundle     ? request
                               : each.bundle_id == "0190-a" ? ""
                                                            : "?"));
    const auto far = system_clock().now() + std::chrono::hours{48};
    REQUIRE(spool->forget_owners(far));
    CHECK(std::filesystem::exists(scratch.path() / "spool/owners" / bundle));
    REQUIRE(spool->remove(bundle));
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "spool/owners" / bundle));
    REQUIRE(spool->owned_by(bundle, request));
    REQUIRE(spool->forget_owners(system_clock().now()));
    CHECK(std::filesystem::exists(scratch.path() / "spool/owners" / bundle));
    REQUIRE(spool->forget_owners(far));
    CHECK_FALSE(std::filesystem::exists(scratch.path() / "spool/owners" / bundle));
}
