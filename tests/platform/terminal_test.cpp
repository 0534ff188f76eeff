// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>

#include <thread>

#include "platform/descriptor.hpp"
#include "tests/show.hpp"

using namespace diag;

namespace {

/// A terminal of our own: what is written to `person` is typed, what is read from it is seen.
struct Terminal {
    Descriptor person{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    Descriptor program;

    Terminal() {
        REQUIRE(person);
        REQUIRE(::grantpt(person.get()) == 0);
        REQUIRE(::unlockpt(person.get()) == 0);
        char name[64] = {};
        REQUIRE(::ptsname_r(person.get(), name, sizeof name) == 0);
        program = Descriptor{::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)};
        REQUIRE(program);
    }

    bool shows_typing() const {
        termios set{};
        REQUIRE(::tcgetattr(program.get(), &set) == 0);
        return (set.c_lflag & ECHO) != 0;
    }

    std::string seen(int patience_ms) const {
        std::string text;
        pollfd waited{person.get(), POLLIN, 0};
        while (::poll(&waited, 1, patience_ms) == 1) {
            char bytes[256];
            const auto count = ::read(person.get(), bytes, sizeof bytes);
            if (count <= 0) break;
            text.append(bytes, static_cast<std::size_t>(count));
            if (text.find(": ") != std::string::npos) break;
        }
        return text;
    }

    /// Asks; when the question is seen, types the answer.
    Result<std::string> answered(std::string_view answer, std::string& shown) const {
        Result<std::string> line = Error{Fault::bug, "not asked"};
        std::thread asking(
            [&] { line = ask_secret("Passphrase: ", program.get(), program.get()); });
        shown = seen(20'000);
        const auto typed = ::write(person.get(), answer.data(), answer.size());
        asking.join();
        CHECK(typed == static_cast<ssize_t>(answer.size()));
        shown += seen(50);
        return line;
    }
};

}  // namespace

TEST_CASE("terminal: a secret is read, never shown, and the terminal shows typing again") {
    const Terminal terminal;
    std::string shown;

    const auto line = terminal.answered("hunter2 \xc3\xa9\n", shown);

    REQUIRE(line);
    CHECK(*line == "hunter2 \xc3\xa9");
    CHECK(shown.starts_with("Passphrase: "));
    CHECK(shown.find("hunter2") == std::string::npos);
    CHECK(terminal.shows_typing());
}

TEST_CASE("terminal: who stops while a secret is asked for gives none") {
    for (const char* stop : {"hun\x03", "\x04"}) {
        const Terminal terminal;
        std::string shown;

        const auto line = terminal.answered(stop, shown);

        REQUIRE_FALSE(line);
        CHECK(line.error().fault == Fault::refused);
        CHECK(shown.find("hun") == std::string::npos);
        CHECK(terminal.shows_typing());
    }
}

TEST_CASE("terminal: where nobody is there no secret is asked for") {
    const Terminal terminal;
    const Descriptor file{::open("/dev/null", O_RDWR | O_CLOEXEC)};

    CHECK_FALSE(ask_secret("Passphrase: ", file.get(), terminal.program.get()));
    CHECK_FALSE(ask_secret("Passphrase: ", terminal.program.get(), file.get()));
}
