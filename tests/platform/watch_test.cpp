// SPDX-License-Identifier: Apache-2.0
// Signals are blocked for a whole process, so each test is a child of its own.
#include "platform/watch.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>

#include "platform/clock.hpp"
#include "platform/files.hpp"
#include "platform/memory.hpp"
#include "tests/scratch.hpp"

using namespace diag;

namespace {

/// Whether `body` holds in a process of its own, which is given ten seconds.
bool in_child(const std::function<bool()>& body) {
    const auto child = ::fork();
    if (child == 0) {
        ::alarm(10);
        ::_exit(body() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("watch: a file that is replaced, removed or closed after writing is a change") {
    const test::Scratch scratch;
    CHECK(in_child([&] {
        const auto watch = Watch::open({scratch.path()});
        if (!watch || !(*watch)->notices()) return false;
        if (!replace_file(scratch.path() / "a", "1") || !(*watch)->wait().changed) return false;
        std::filesystem::remove(scratch.path() / "a");
        return (*watch)->wait().changed;
    }));
}

TEST_CASE("watch: signals end and reload, and do not end the process") {
    const test::Scratch scratch;
    CHECK(in_child([&] {
        const auto watch = Watch::open({scratch.path()});
        if (!watch) return false;
        ::kill(::getpid(), SIGHUP);
        const auto first = (*watch)->wait();
        ::kill(::getpid(), SIGTERM);
        const auto second = (*watch)->wait();
        return first.reload && !first.terminate && second.terminate && !second.reload;
    }));
}

TEST_CASE("watch: end() ends the wait from another thread") {
    const test::Scratch scratch;
    CHECK(in_child([&] {
        const auto watch = Watch::open({scratch.path()});
        if (!watch) return false;
        std::thread other([&] {
            system_clock().sleep(milliseconds{50});
            (*watch)->end();
        });
        const auto seen = (*watch)->wait();
        other.join();
        return seen.ended && !seen.changed;
    }));
}

TEST_CASE("watch: without notices it still wakes for signals, and says that there are none") {
    CHECK(in_child([] {
        const auto watch = Watch::open({"/nonexistent"});
        if (!watch || (*watch)->notices()) return false;
        ::kill(::getpid(), SIGINT);
        return (*watch)->wait().terminate;
    }));
}

TEST_CASE("memory: keeping it small changes nothing else") {
    CHECK(in_child([] {
        keep_memory_small();
        const std::string big(8 << 20, 'x');
        give_back_memory();
        return big.back() == 'x';
    }));
}
