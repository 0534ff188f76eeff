// SPDX-License-Identifier: Apache-2.0
// The store's file: who may read it, who shares it, what it survives, and what is no such file.
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "desk/sqlite.hpp"
#include "sample.hpp"

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

/// Runs in a child; true when it did so to its end.
template <class Do>
pid_t in_child(Do work) {
    const auto child = ::fork();
    if (child == 0) ::_exit(work() ? 0 : 1);
    return child;
}

int ending_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

std::string id_of(char who, int number) {
    auto digits = std::to_string(number);
    return std::string(1, who) + "-" + std::string(8 - digits.size(), '0') + digits;
}

bool add_many(const fs::path& file, char who, int count, int told = -1) {
    auto store = desk::sqlite_store(file);
    if (!store) return false;
    for (int i = 0; i < count; ++i) {
        if (!store->requests->add(posted(id_of(who, i)))) return false;
        if (told >= 0 && ::write(told, &i, sizeof i) != sizeof i) return false;
    }
    return true;
}

mode_t mode_of(const fs::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
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

TEST_CASE("desk store: processes that come at once make one store and write into it side by side") {
    Scratch scratch;
    const auto file = scratch.path() / "desk.sqlite";

    std::vector<pid_t> children;
    for (const char who : {'a', 'b', 'c'})
        children.push_back(in_child([&] { return add_many(file, who, 40); }));

    for (const auto child : children) CHECK(ending_of(child) == 0);
    const auto store = desk::sqlite_store(file);
    REQUIRE(store);
    CHECK(store->requests->requests(1000)->size() == 120);
    CHECK_FALSE(fs::exists(scratch.path() / ".desk.sqlite.part"));
}

TEST_CASE("desk store: two processes with one token let in one agent") {
    Memory memory;
    REQUIRE(memory.store.fleet->add_token({"t", "North", noon + day}));
    const auto come = [&](const std::string& key) {
        return in_child([&] {
            auto store = desk::sqlite_store(memory.file);
            return store && store->fleet->admit("t", key, noon);
        });
    };

    const auto first = come("k1"), second = come("k2");

    CHECK((ending_of(first) == 0) != (ending_of(second) == 0));
    CHECK(memory.store.fleet->agents()->size() == 1);
}

TEST_CASE("desk store: threads share one store") {
    Memory memory;
    {
        std::vector<std::jthread> threads;
        for (const char who : {'a', 'b', 'c', 'd'})
            threads.emplace_back([&memory, who] {
                for (int i = 0; i < 50; ++i) {
                    static_cast<void>(
                        memory.store.requests->add(posted(id_of(who, i))).has_value());
                    static_cast<void>(memory.store.requests->requests(3).has_value());
                }
            });
    }

    CHECK(memory.store.requests->requests(1000)->size() == 200);
}

TEST_CASE("desk store: a process that is killed amid its writes loses nothing acknowledged") {
    for (int round = 0; round < 5; ++round) {
        Scratch scratch;
        const auto file = scratch.path() / "desk.sqlite";
        int told[2];
        REQUIRE(::pipe(told) == 0);
        const auto child = in_child([&] { return add_many(file, 'k', 1'000'000, told[1]); });
        ::close(told[1]);

        int last = -1;
        const int wanted = 20 + 17 * round;
        while (last < wanted && ::read(told[0], &last, sizeof last) == sizeof last) continue;
        ::kill(child, SIGKILL);
        while (::read(told[0], &last, sizeof last) == sizeof last) continue;
        ::close(told[0]);

        CHECK(WTERMSIG(ending_of(child)) == SIGKILL);
        const auto store = desk::sqlite_store(file);
        REQUIRE(store);
        const auto kept = store->requests->requests(1'000'000)->size();
        CHECK(kept >= static_cast<std::size_t>(last + 1));
        CHECK(kept <= static_cast<std::size_t>(last + 2));
        CHECK(store->requests->request(id_of('k', last))->document == posted("").document);
    }
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

TEST_CASE("desk store: a database that another program holds is waited for, and not for ever") {
    Memory memory;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const auto holder = in_child([&] {
        auto database = desk::sqlite::Database::open(memory.file, {0x53465264, {""}});
        if (!database) return false;
        return (*database)
            ->write([&](auto&) -> Result<> {
                if (::write(ready[1], "x", 1) != 1) return Error{Fault::io, "pipe"};
                system_clock().sleep(milliseconds{1500});
                return {};
            })
            .has_value();
    });
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    const auto from = system_clock().uptime();

    // Readers do not wait.
    CHECK(memory.store.requests->requests(10));
    CHECK(system_clock().uptime() - from < milliseconds{1000});
    CHECK(memory.store.requests->add(posted("patient")));

    CHECK(system_clock().uptime() - from > milliseconds{1000});
    CHECK(ending_of(holder) == 0);
    ::close(ready[0]);
    ::close(ready[1]);
}
