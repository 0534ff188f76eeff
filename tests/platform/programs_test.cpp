// SPDX-License-Identifier: Apache-2.0
#include "platform/programs.hpp"

#include <doctest/doctest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>

#include "platform/disposable.hpp"
#include "platform/tell.hpp"
#include "tests/scratch.hpp"

using namespace diag;

namespace {

constexpr std::size_t plenty = 1 << 20;
constexpr milliseconds long_enough{10'000};

std::string script(const test::Scratch& scratch, const std::string& body) {
    const auto path = scratch.file("program", "#!/bin/sh\n" + body + "\n");
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    return path.native();
}

/// From here on this process lives on a kernel without memfd_create(2), for all it can tell.
bool forget_memfd() {
    std::array<sock_filter, 4> filter{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// What cat(1) makes of `text` on such a kernel.
Result<std::string> told_on_an_old_kernel(const std::string& text) {
    const auto work = [&]() -> Result<std::string> {
        if (!forget_memfd()) return Error{Fault::unsupported, "no seccomp here"};
        const auto answer = tell({"cat"}, text, plenty, long_enough);
        if (!answer) return answer.error();
        return answer->output;
    };
    return in_disposable_child(work, plenty, long_enough);
}

}  // namespace

TEST_CASE("programs: output, errors and exit code come back") {
    const test::Scratch scratch;

    const auto answer = system_programs().run({script(scratch, "echo out; echo err >&2; exit 3")},
                                              plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->exit_code == 3);
    CHECK(answer->output == "out\n");
    CHECK(answer->errors == "err\n");
}

TEST_CASE("programs: arguments are passed as they are, never to a shell") {
    const auto answer =
        system_programs().run({"printf", "%s|", "a b", "$HOME", "`id`", ";"}, plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->output == "a b|$HOME|`id`|;|");
}

TEST_CASE("programs: a program that is not there is absent, not a failure of ours") {
    const auto answer = system_programs().run({"no-such-program-here"}, plenty, long_enough);

    CHECK(answer.error().fault == Fault::absent);
    CHECK(answer.error().what == "no-such-program-here is not installed");
}

TEST_CASE("programs: one that hangs is ended with all its children when patience ends") {
    const test::Scratch scratch;
    const auto started = system_clock().uptime();

    const auto answer =
        system_programs().run({script(scratch, "sleep 30 & sleep 30")}, plenty, milliseconds{300});

    CHECK(answer.error().fault == Fault::timed_out);
    CHECK(system_clock().uptime() - started < milliseconds{2000});
}

TEST_CASE("programs: output past the limit is a fault, and the program is ended") {
    const auto answer = system_programs().run({"yes"}, 1000, long_enough);

    CHECK(answer.error().fault == Fault::full);
}

TEST_CASE("programs: megabytes of errors do not hold up the output") {
    const test::Scratch scratch;

    const auto answer = system_programs().run(
        {script(scratch, "head -c 3000000 /dev/zero >&2; echo done")}, plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->output == "done\n");
    CHECK(answer->errors.size() == 4096);
}

TEST_CASE("programs: the environment holds nothing of ours") {
    ::setenv("DIAG_TEST_SECRET", "hunter2", 1);

    const auto answer = system_programs().run({"env"}, plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->output.find("hunter2") == std::string::npos);
    CHECK(answer->output.find("LC_ALL=C") != std::string::npos);
}

TEST_CASE("programs: what is told one arrives whole on its standard input, and nothing else does") {
    const std::string text(300'000, 'x');

    const auto answer = tell({"cat"}, text, plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->output == text);
    CHECK(system_programs().run({"cat"}, plenty, long_enough)->output.empty());
}

TEST_CASE("programs: one is told as much as a pipe holds where the kernel has no files in memory") {
    const std::string text(300'000, 'x');

    const auto answer = told_on_an_old_kernel(text);
    const auto refused = told_on_an_old_kernel(std::string(3'000'000, 'x'));

    REQUIRE(answer);
    CHECK(*answer == text);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().what.find("no input of") != std::string::npos);
}

TEST_CASE("programs: one that reads nothing of what it is told holds nobody up") {
    const auto answer = tell({"true"}, std::string(3'000'000, 'x'), plenty, long_enough);

    REQUIRE(answer);
    CHECK(answer->exit_code == 0);
}
