// SPDX-License-Identifier: Apache-2.0
#include "platform/service_state.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>

#include "platform/descriptor.hpp"
#include "tests/scratch.hpp"

using namespace diag;

namespace {

/// A variable of the environment for as long as this lives.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) {
        ::setenv(name, value.c_str(), 1);
    }
    ~Variable() { ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
};

/// Who reads what a service tells, at a path or, with '@' before it, an abstract name.
class Reader {
public:
    explicit Reader(const std::string& name) : socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), address.sun_path);
        if (name.front() == '@') address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        REQUIRE(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
    }
    std::string read() {
        std::array<char, 256> bytes{};
        const auto size = ::recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
        return size < 0 ? "nothing" : std::string(bytes.data(), static_cast<std::size_t>(size));
    }

private:
    Descriptor socket_;
};

}  // namespace

TEST_CASE("service state: whoever started us hears it, at a path and at an abstract name") {
    const test::Scratch scratch;
    for (const auto& name :
         {(scratch.path() / "notify").native(), "@diag-test-" + std::to_string(::getpid())}) {
        Reader reader(name);
        const Variable socket("NOTIFY_SOCKET", name);
        tell_service_state(ServiceState::ready);
        CHECK(reader.read() == "READY=1");
        const auto before = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
        tell_service_state(ServiceState::reloading);
        const auto told = reader.read();
        constexpr std::string_view words = "RELOADING=1\nMONOTONIC_USEC=";
        REQUIRE(told.starts_with(words));
        CHECK(std::stoll(told.substr(words.size())) >= before.count());
        tell_service_state(ServiceState::alive);
        CHECK(reader.read() == "WATCHDOG=1");
        tell_service_state(ServiceState::stopping);
        CHECK(reader.read() == "STOPPING=1");
        CHECK(reader.read() == "nothing");
    }
}

TEST_CASE("service state: a socket that is none, is gone or has a long name costs nothing") {
    for (const auto& name : {std::string(), std::string("/"), std::string("relative"),
                             std::string("/nowhere/notify"), std::string(4096, 'x')}) {
        const Variable socket("NOTIFY_SOCKET", name);
        tell_service_state(ServiceState::ready);
    }
    CHECK_FALSE(watchdog_patience());
}

TEST_CASE("service state: a watchdog is ours by its pid, and may say nonsense") {
    const Variable span("WATCHDOG_USEC", "3600000000");
    CHECK(watchdog_patience() == milliseconds{3'600'000});
    {
        const Variable ours("WATCHDOG_PID", std::to_string(::getpid()));
        CHECK(watchdog_patience() == milliseconds{3'600'000});
    }
    {
        const Variable other("WATCHDOG_PID", std::to_string(::getppid()));
        CHECK_FALSE(watchdog_patience());
    }
    for (const auto* nonsense : {"", "0", "-5", "soon", "99999999999999999999999"}) {
        const Variable wrong("WATCHDOG_USEC", nonsense);
        CHECK_FALSE(watchdog_patience());
    }
}
