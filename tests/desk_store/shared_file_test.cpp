// SPDX-License-Identifier: Apache-2.0
// Who shares the store's file, and what becomes of it when one of them is killed.
#include <signal.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "desk/sqlite.hpp"
#include "writers.hpp"

using namespace diag;
using namespace diag::test;
namespace fs = std::filesystem;

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

TEST_CASE("desk store: a database that another program holds is waited for, and not for ever") {
    Memory memory;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const auto holder = in_child([&] {
        auto database = desk::sqlite::Database::open(memory.file, {0x53465264, {"", "", "", ""}});
        if (!database) return false;
        return (*database)
            ->write([&](auto&) -> Result<> {
                if (::write(ready[1], "x", 1) != 1) return Error{Fault::io, "pipe"};
                system_clock().sleep(milliseconds{1500});
                return {};
            })
            .has_value();
    });
    ::close(ready[1]);
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
}
