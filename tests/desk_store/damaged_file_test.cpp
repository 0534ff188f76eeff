// SPDX-License-Identifier: Apache-2.0
// What is no file of a store, or no longer a whole one.
#include <signal.h>

#include "desk/sqlite.hpp"
#include "writers.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void overwrite(const fs::path& file, std::string_view text) {
    std::ofstream(file, std::ios::binary) << text;
}

/// A database that was closed after some 2000 requests.
fs::path filled(const Scratch& scratch) {
    const auto file = scratch.path() / "desk.sqlite";
    auto store = desk::sqlite_store(file);
    REQUIRE(store);
    for (int i = 0; i < 200; ++i) REQUIRE(store->requests->add(posted(id_of('x', i))));
    return file;
}

}  // namespace

TEST_CASE("desk store: what is no database of a desk is said to be none, and stays as it is") {
    Scratch scratch;
    const auto foreign = scratch.path() / "foreign";
    REQUIRE(desk::sqlite::Database::open(foreign, {9, {"CREATE TABLE t (a INTEGER) STRICT"}}));
    const std::vector<fs::path> files{scratch.file("empty", ""), scratch.file("short", "SQLite"),
                                      scratch.file("text", std::string(10'000, 'x')), foreign};

    for (const auto& file : files) {
        CAPTURE(file.native());
        const auto before = contents(file);
        const auto store = desk::sqlite_store(file);
        CHECK(fault_of(store) == Fault::malformed);
        CHECK(store.error().what.find(file.native()) != std::string::npos);
        CHECK(contents(file) == before);
    }
    CHECK(fault_of(desk::sqlite_store(scratch.path())) == Fault::malformed);
    CHECK(fault_of(desk::sqlite_store(scratch.path() / "no" / "desk.sqlite")) == Fault::absent);
}

TEST_CASE("desk store: a database that was cut, at any page, is not taken for a whole one") {
    Scratch scratch;
    const auto file = filled(scratch);
    const auto whole = contents(file);
    REQUIRE(whole.size() > 10 * 4096);

    for (std::size_t size = 1; size < whole.size(); size += 4096 * 3 + 511) {
        CAPTURE(size);
        overwrite(file, std::string_view(whole).substr(0, size));
        CHECK(fault_of(desk::sqlite_store(file)) == Fault::malformed);
        fs::remove(file.native() + "-wal");
        fs::remove(file.native() + "-shm");
    }
}

TEST_CASE("desk store: damage in the middle of it is found when it is opened") {
    Scratch scratch;
    const auto file = filled(scratch);
    auto damaged = contents(file);
    for (std::size_t page = 2 * 4096; page < damaged.size(); page += 4096)
        damaged.replace(page, 64, 64, '\xff');
    overwrite(file, damaged);

    const auto store = desk::sqlite_store(file);

    CHECK(fault_of(store) == Fault::malformed);
    CHECK(store.error().what.find("restore it from a copy") != std::string::npos);
}

TEST_CASE("desk store: a log whose database is gone is not made part of a new one") {
    Scratch scratch;
    const auto file = scratch.path() / "desk.sqlite";
    const auto child = in_child([&] {
        static_cast<void>(add_many(file, 'k', 20));
        auto store = desk::sqlite_store(file);
        return store && store->requests->add(posted("z")) && ::raise(SIGKILL) == 0;
    });
    ending_of(child);
    REQUIRE(fs::exists(file.native() + "-wal"));
    fs::rename(file, scratch.path() / "aside");

    CHECK(fault_of(desk::sqlite_store(file)) == Fault::malformed);

    fs::rename(scratch.path() / "aside", file);
    CHECK(desk::sqlite_store(file)->requests->requests(1000)->size() == 21);
}

TEST_CASE("desk store: what a maker that was killed left behind is in nobody's way") {
    Scratch scratch;
    scratch.file(".desk.sqlite.part", "half");

    CHECK(desk::sqlite_store(scratch.path() / "desk.sqlite"));

    CHECK_FALSE(fs::exists(scratch.path() / ".desk.sqlite.part"));
}
