// SPDX-License-Identifier: Apache-2.0
#include "platform/progress.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <pty.h>
#include <sys/mman.h>

#include "platform/terminal.hpp"
#include "tests/fakes.hpp"
#include "tests/running.hpp"

namespace diag::test {
namespace {

/// What `work` with a display in that mode wrote.
template <class Work>
std::string shown(Progress::Mode mode, Work work) {
    const int screen = memfd_create("screen", 0);
    FakeClock clock;
    {
        Progress progress(screen, mode, 40, clock);
        work(progress, clock);
    }
    return contents_of(screen);
}

TEST_CASE("progress: without a terminal a row is one line when it begins and one when it ends") {
    const auto text = shown(Progress::Mode::lines, [](Progress& progress, FakeClock&) {
        progress.doing("disk", "mounts");
        progress.doing("disk", "SMART of sda");
        progress.doing("logs", "journal");
        progress.done("disk", "12 items");
    });

    CHECK(text == "disk: mounts\nlogs: journal\ndisk: 12 items\n");
}

TEST_CASE("progress: quiet shows nothing") {
    CHECK(shown(Progress::Mode::none, [](Progress& progress, FakeClock&) {
              progress.doing("disk", "mounts");
              progress.done("disk", "12 items");
          }).empty());
}

TEST_CASE("progress: on a terminal rows change in place, at most ten times a second") {
    const auto text = shown(Progress::Mode::live, [](Progress& progress, FakeClock& clock) {
        progress.doing("disk", "mounts");
        for (int i = 0; i < 1000; ++i) progress.doing("disk", "file " + std::to_string(i));
        clock.sleep(milliseconds{100});
        progress.doing("disk", "late");
        progress.done("disk", "12 items");
    });

    CHECK(text ==
          "\r· disk  mounts\x1b[K\n"
          "\x1b[1A\r· disk  late\x1b[K\n"
          "\x1b[1A\r✓ disk  12 items\x1b[K\n");
}

TEST_CASE("progress: the last state stands when the display goes away") {
    const auto text = shown(Progress::Mode::live, [](Progress& progress, FakeClock&) {
        progress.doing("disk", "mounts");
        progress.doing("disk", "SMART");
    });

    CHECK(text.ends_with("· disk  SMART\x1b[K\n"));
}

TEST_CASE("progress: a hostile file name cannot move the cursor nor break the line") {
    const auto text = shown(Progress::Mode::live, [](Progress& progress, FakeClock&) {
        progress.doing("logs", "\x1b[2Ja\nb\tc" + std::string(500, 'x'));
    });

    CHECK(text.find("\x1b[2J") == std::string::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    CHECK(text.size() < 60);
}

TEST_CASE("terminal: width comes from the terminal, from COLUMNS, or is 80, within 40 and 200") {
    const int file = memfd_create("file", 0);
    int outer = -1;
    int inner = -1;
    winsize window{};
    window.ws_col = 132;
    REQUIRE(openpty(&outer, &inner, nullptr, nullptr, &window) == 0);

    CHECK(terminal_width(inner) == 132);
    CHECK(is_terminal(inner));
    CHECK_FALSE(is_terminal(file));
    for (const auto& [columns, width] :
         {std::pair{"100", 100}, {"5", 40}, {"99999", 200}, {"x", 80}}) {
        setenv("COLUMNS", columns, 1);
        CHECK(terminal_width(file) == static_cast<std::size_t>(width));
    }
    unsetenv("COLUMNS");
    close(inner);
    close(outer);
    close(file);
}

TEST_CASE("terminal: colours need a terminal that can, and nobody who objects") {
    int outer = -1;
    int inner = -1;
    REQUIRE(openpty(&outer, &inner, nullptr, nullptr, nullptr) == 0);
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");

    CHECK(colour_wanted(inner));
    CHECK_FALSE(colour_wanted(memfd_create("file", 0)));
    setenv("NO_COLOR", "1", 1);
    CHECK_FALSE(colour_wanted(inner));
    unsetenv("NO_COLOR");
    setenv("TERM", "dumb", 1);
    CHECK_FALSE(colour_wanted(inner));
    CHECK(Progress::mode_for(inner) == Progress::Mode::lines);
    setenv("TERM", "xterm", 1);
    CHECK(Progress::mode_for(inner) == Progress::Mode::live);
    close(inner);
    close(outer);
}

TEST_CASE("terminal: writing waits for a slow reader that made its pipe non-blocking") {
    std::array<int, 2> ends{};
    REQUIRE(pipe2(ends.data(), O_NONBLOCK) == 0);
    const std::string text(300'000, 'x');
    const auto child = fork();
    if (child == 0) _exit(write_text(ends[1], text) ? 0 : 1);
    close(ends[1]);
    std::size_t got = 0;
    std::array<char, 4096> buffer{};
    for (;;) {
        const auto count = read(ends[0], buffer.data(), buffer.size());
        if (count == 0) break;
        if (count > 0) got += static_cast<std::size_t>(count);
    }
    int status = -1;
    waitpid(child, &status, 0);
    close(ends[0]);

    CHECK(got == text.size());
    CHECK(status == 0);
}

}  // namespace
}  // namespace diag::test
