// SPDX-License-Identifier: Apache-2.0
#include "platform/confinement.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "platform/call_filter.hpp"
#include "platform/disposable.hpp"
#include "platform/files.hpp"
#include "platform/https.hpp"
#include "platform/network_door.hpp"
#include "tests/scratch.hpp"

using namespace diag;
using test::Scratch;

namespace {

constexpr milliseconds patience{20'000};

/// What `tries` says in a process that is lost to it.
std::string lost(const std::function<Result<std::string>()>& tries) {
    const auto answer = in_disposable_child(tries, 4096, patience);
    return answer ? *answer : "failed: " + answer.error().what;
}

std::string result(long result) {
    return result >= 0 ? "done " : errno == EACCES || errno == EPERM ? "no " : "other ";
}

std::string connect_to(std::uint16_t port) {
    const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    place.sin_port = htons(port);
    return result(::connect(tcp, reinterpret_cast<const sockaddr*>(&place), sizeof place));
}

void ignore(std::string_view) {}

}  // namespace

TEST_CASE("confinement: of all files those named can be read, and no other one touched") {
    if (!knows_landlock()) return;
    const Scratch scratch;
    const auto named = scratch.path() / "named", other = scratch.path() / "other";
    REQUIRE(replace_file(named, "x"));
    REQUIRE(replace_file(other, "x"));
    CHECK(lost([&]() -> Result<std::string> {
              const std::array files{named, scratch.path() / "absent"};
              if (const auto gone = give_up_files(files, {}); !gone) return gone.error();
              std::string said = result(::open(named.c_str(), O_RDONLY));
              said += result(::open(named.c_str(), O_WRONLY));
              said += result(::open(other.c_str(), O_RDONLY));
              said += result(::unlink(other.c_str()));
              said += result(::open((scratch.path() / "new").c_str(), O_CREAT | O_WRONLY, 0600));
              return said;
          }) == "done no no no no ");
}

TEST_CASE("confinement: TCP goes to the ports named, where the kernel can hold it to that") {
    if (!knows_landlock()) return;
    const auto said = lost([&]() -> Result<std::string> {
        const std::array<std::uint16_t, 1> ports{9};
        if (const auto gone = give_up_files({}, ports); !gone) return gone.error();
        return connect_to(10);
    });
    // Before Linux 6.7 nothing listens there.
    CHECK((said == "no " || said == "other "));
}

TEST_CASE("confinement: who speaks with the network may do that, and start or write nothing") {
    if (!knows_call_filters()) return;
    CHECK(lost([&]() -> Result<std::string> {
              if (const auto held = deny_other_calls(Calls::talking, ignore); !held)
                  return held.error();
              std::string said = result(::socket(AF_INET, SOCK_STREAM, 0));
              said += result(::socket(AF_UNIX, SOCK_STREAM, 0));
              said += result(::socket(AF_PACKET, SOCK_RAW, 0));
              said += result(::open("/tmp/x", O_CREAT | O_WRONLY, 0600));
              said += result(::execl("/bin/true", "true", nullptr));
              said += result(::setuid(0));
              said += result(::listen(0, 1));
              return said;
          }) == "done no no no no no no ");
}

TEST_CASE("confinement: powers that were given up do not come back") {
    CHECK(lost([&]() -> Result<std::string> {
              if (const auto gone = give_up_powers(); !gone) return gone.error();
              const auto status = system_files().read("/proc/self/status", 65'536);
              if (!status) return status.error();
              const bool none = status->find("CapEff:\t0000000000000000") != status->npos &&
                                status->find("NoNewPrivs:\t1") != status->npos;
              return std::string(none ? "none" : "some");
          }) == "none");
}

TEST_CASE("network door: while it is shut nothing goes out, and the fault is ours") {
    CHECK(lost([&]() -> Result<std::string> {
              shut_network_door();
              Https https({.host = "127.0.0.1", .port = 9, .authority_digest = "x"});
              const auto answer = https.ask({});
              if (answer || answer.error().fault != Fault::bug) return std::string("went out");
              open_network_door();
              const auto other = https.ask({});
              return std::string(!other && other.error().fault != Fault::bug ? "held" : "shut");
          }) == "held");
}
