// SPDX-License-Identifier: Apache-2.0
#include "platform/child.hpp"

#include <doctest/doctest.h>
#include <sched.h>
#include <unistd.h>

#include "platform/clock.hpp"
#include "platform/text.hpp"
#include "tests/show.hpp"

using namespace diag;

namespace {

constexpr milliseconds long_enough{20'000};
const SystemUser somebody{"somebody", 65534, 65533};

/// What a program prints that is run so.
std::string output_of(Child::Plan plan) {
    auto pipe = Pipe::open();
    REQUIRE(pipe);
    plan.descriptors = {{pipe->writing.get(), 1}};
    auto child = Child::start(plan);
    pipe->writing.reset();
    REQUIRE(child);
    std::string text;
    REQUIRE(drain(pipe->reading.get(), text, 1 << 20, long_enough));
    child->wait(long_enough);
    return text;
}

/// The words behind a name in the text of /proc/PID/status.
std::vector<std::string> status_words(const std::string& status, std::string_view name) {
    std::vector<std::string> words;
    for (const auto line : lines_of(status))
        if (line.starts_with(name))
            for (const auto word : words_of(line.substr(name.size()))) words.emplace_back(word);
    return words;
}

}  // namespace

TEST_CASE("child: one that was reaped is not waited for again") {
    constexpr milliseconds patience{20'000};
    auto child = Child::start({.program = "/bin/true", .argv = {"true"}});
    REQUIRE(child);
    REQUIRE(child->wait(patience));

    const auto before = system_clock().uptime();
    CHECK_FALSE(child->wait(patience));
    CHECK(system_clock().uptime() - before < patience);
}

TEST_CASE("child: one in background gives way to programs of other sessions too") {
    const auto stat =
        output_of({.program = "/bin/cat", .argv = {"cat", "/proc/self/stat"}, .background = true});
    const auto words = words_of(stat);
    REQUIRE(words.size() > 18);
    CHECK(words[5] == words[0]);  // leads its session (proc(5))
    CHECK(words[18] == "19");

    if (::geteuid() != 0 || ::access("/proc/self/autogroup", W_OK) != 0) return;
    CHECK(trimmed(output_of({.program = "/bin/cat",
                             .argv = {"cat", "/proc/self/autogroup"},
                             .background = true}))
              .ends_with(" nice 10"));
}

TEST_CASE("child: one that is kept to one processor has one, whatever it may use else") {
    const auto processors = [](bool one) {
        return status_words(output_of({.program = "/bin/cat",
                                       .argv = {"cat", "/proc/self/status"},
                                       .one_processor = one}),
                            "Cpus_allowed_list:");
    };
    const auto kept = processors(true);
    REQUIRE(kept.size() == 1);
    CHECK(natural(kept.front()));  // a number, no range and no list
    cpu_set_t all;
    REQUIRE(::sched_getaffinity(0, sizeof all, &all) == 0);
    if (CPU_COUNT(&all) > 1) CHECK_FALSE(natural(processors(false).front()));
}

TEST_CASE("child: one with another user's rights has no others, and no way back") {
    if (::geteuid() != 0) return;
    const auto status =
        output_of({.program = "/bin/cat", .argv = {"cat", "/proc/self/status"}, .user = somebody});

    CHECK(status_words(status, "Uid:") == std::vector<std::string>(4, "65534"));
    CHECK(status_words(status, "Gid:") == std::vector<std::string>(4, "65533"));
    CHECK(status_words(status, "Groups:").empty());
    CHECK(status_words(status, "CapEff:") == std::vector<std::string>{"0000000000000000"});
    CHECK(status_words(status, "NoNewPrivs:") == std::vector<std::string>{"1"});
}

TEST_CASE("child: who is not root cannot give another's rights, and starts nothing") {
    // As root, a child without rights of its own tries.
    const auto start = [] {
        const auto child =
            Child::start({.program = "/bin/true", .argv = {"true"}, .user = SystemUser{"a", 1, 1}});
        return !child && child.error().fault == Fault::denied;
    };
    if (::geteuid() != 0) {
        CHECK(start());
        return;
    }
    auto tried = Child::fork(-1, [&] {
        const bool dropped = ::setgid(65534) == 0 && ::setuid(65534) == 0;
        ::_exit(dropped && start() ? 0 : 1);
    });
    REQUIRE(tried);
    const auto ended = tried->wait(long_enough);
    REQUIRE(ended);
    CHECK(ended->signal == 0);
    CHECK(ended->exit_code == 0);
}

TEST_CASE("child: one with another user's rights dies with its parent all the same") {
    if (::geteuid() != 0) return;
    auto pipe = Pipe::open();
    REQUIRE(pipe);
    auto parent = Child::fork(pipe->writing.get(), [&] {
        const auto child = Child::start({.program = "/bin/sleep",
                                         .argv = {"sleep", "60"},
                                         .descriptors = {{pipe->writing.get(), 1}},
                                         .user = somebody});
        ::_exit(child ? 0 : 1);
    });
    pipe->writing.reset();
    REQUIRE(parent);
    REQUIRE(parent->wait(long_enough));

    std::string nothing;
    CHECK(drain(pipe->reading.get(), nothing, 1, long_enough));
}
