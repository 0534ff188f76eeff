// SPDX-License-Identifier: Apache-2.0
#include "platform/journal.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <string>

#include "platform/descriptor.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using test::Scratch;

namespace {

/// Stands in for journald: takes entries, and shows them.
class Journal {
public:
    explicit Journal(const std::filesystem::path& path)
        : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.native().copy(address.sun_path, sizeof address.sun_path - 1);
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address),
                       sizeof address) == 0);
    }
    std::string entry() const {
        std::array<char, 4096> bytes{};
        const auto got = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
        return got < 0 ? "" : std::string(bytes.data(), static_cast<std::size_t>(got));
    }

private:
    Descriptor socket_;
};

}  // namespace

TEST_CASE("journal: an entry is its fields, a line each") {
    const Scratch directory;
    const Journal journal(directory.path() / "socket");
    CHECK(tell_journal(directory.path() / "socket",
                       {{"MESSAGE", "request 7 runs"}, {"SAFR_DIAG_REQUEST", "7"}}));
    CHECK(journal.entry() == "MESSAGE=request 7 runs\nSAFR_DIAG_REQUEST=7\n");
}

TEST_CASE("journal: a value with line breaks adds no field") {
    const Scratch directory;
    const Journal journal(directory.path() / "socket");
    CHECK(tell_journal(directory.path() / "socket", {{"MESSAGE", "a\nPRIORITY=0\n"}}));
    CHECK(journal.entry() == "MESSAGE=a PRIORITY=0 \n");
}

TEST_CASE("journal: where nobody takes entries, or takes none now, that is said at once") {
    const Scratch directory;
    CHECK_FALSE(tell_journal(directory.path() / "none", {{"MESSAGE", "x"}}));
    CHECK_FALSE(tell_journal(std::string(200, 'x'), {{"MESSAGE", "x"}}));
    const Journal journal(directory.path() / "socket");
    const std::string large(4096, 'x');
    bool taken = true;
    for (int i = 0; taken && i < 100'000; ++i)
        taken = tell_journal(directory.path() / "socket", {{"MESSAGE", large}});
    CHECK_FALSE(taken);
}
