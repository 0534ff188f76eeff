// SPDX-License-Identifier: Apache-2.0
// The store's file: who may read it, and how it is brought up to date.
#include <sys/stat.h>

#include "desk/sqlite.hpp"
#include "sample.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

mode_t mode_of(const fs::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

}  // namespace

TEST_CASE("desk store: nobody else may read its files, whatever the umask or somebody did") {
    const auto umask = ::umask(0);
    Memory memory;
    REQUIRE(memory.store.requests->add(posted("a")));
    ::umask(umask);
    auto log = memory.file;
    log += "-wal";

    CHECK(mode_of(memory.file) == 0600);
    CHECK(mode_of(log) == 0600);
    ::chmod(memory.file.c_str(), 0644);
    memory.reopen();
    CHECK(mode_of(memory.file) == 0600);
}

TEST_CASE("desk store: a step that fails leaves nothing of itself") {
    Scratch scratch;
    const auto file = scratch.path() / "db";
    const auto database =
        desk::sqlite::Database::open(file, {1, {"CREATE TABLE t (a INTEGER) STRICT"}});
    REQUIRE(database);

    const auto failed = (*database)->write([](desk::sqlite::Statements& in) -> Result<> {
        if (const auto one = in.run("INSERT INTO t VALUES (1)"); !one) return one;
        return Error{Fault::refused, "no"};
    });

    CHECK(fault_of(failed) == Fault::refused);
    int rows = 0;
    const auto read = (*database)->read([&](desk::sqlite::Statements& in) {
        return in.run("SELECT a FROM t", {}, [&](const auto&) { ++rows; });
    });
    CHECK(read);
    CHECK(rows == 0);
}

TEST_CASE("desk store: an older database is brought up to date and keeps what it held") {
    Scratch scratch;
    const auto file = scratch.path() / "db";
    {
        const auto old =
            desk::sqlite::Database::open(file, {1, {"CREATE TABLE t (a INTEGER) STRICT"}});
        REQUIRE(old);
        REQUIRE((*old)->write([](auto& in) { return in.run("INSERT INTO t VALUES (7)"); }));
    }

    const auto now = desk::sqlite::Database::open(
        file, {1,
               {"CREATE TABLE t (a INTEGER) STRICT",
                "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 8"}});

    REQUIRE(now);
    std::int64_t sum = 0;
    REQUIRE((*now)->read([&](auto& in) {
        return in.run("SELECT a + b FROM t", {}, [&](const auto& row) { sum = row.number(0); });
    }));
    CHECK(sum == 15);
    const auto older =
        desk::sqlite::Database::open(file, {1, {"CREATE TABLE t (a INTEGER) STRICT"}});
    CHECK(fault_of(older) == Fault::unsupported);
}

TEST_CASE("desk store: a migration that fails changes nothing") {
    Scratch scratch;
    const auto file = scratch.path() / "db";
    constexpr const char* first = "CREATE TABLE t (a INTEGER) STRICT";
    REQUIRE(desk::sqlite::Database::open(file, {1, {first}}));

    CHECK_FALSE(desk::sqlite::Database::open(
        file, {1, {first, "ALTER TABLE t ADD COLUMN b INTEGER; SELECT * FROM missing"}}));

    CHECK(desk::sqlite::Database::open(file, {1, {first}}));
}
