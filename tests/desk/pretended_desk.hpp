// SPDX-License-Identifier: Apache-2.0
// A desk, and a server of it that answers what a test has written down.
#pragma once

#include <signal.h>
#include <sys/wait.h>

#include "desk/run.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

/// A request as GET /v1/requests/ID tells it; `more` are further members, each with a comma behind.
inline std::string standing(std::string_view stage, std::string_view more, std::string_view state) {
    return R"({"id":"019ab3c4-5d6e-7f80-9123-456789abcdef","agent":"north-1","stage":")" +
           std::string(stage) + R"(",)" + std::string(more) + R"("state":")" + std::string(state) +
           "\"}";
}

class PretendedDesk {
public:
    /// Two that are copied are the same desk.
    enum class Home { copied, of_its_own };

    Scratch scratch;
    std::string home = (scratch.path() / "desk").native();
    std::filesystem::path world = scratch.path() / "world";

    explicit PretendedDesk(Home made = Home::copied) {
        if (made == Home::copied)
            copy_of_desk(home, {"--host", "127.0.0.1"});
        else
            REQUIRE(desk_run({"init", home, "--host", "127.0.0.1"}).exit_code == 0);
        std::filesystem::create_directories(world / "files");
        start();
    }
    ~PretendedDesk() { stop(); }

    /// At the port it had before, if it had one.
    void start() {
        std::filesystem::remove(world / "port");
        server_ = ::fork();
        if (server_ == 0) {
            const std::string script = DIAG_FIXTURES "/../desk/pretended_desk";
            const auto port = std::to_string(port_);
            ::execlp("python3", "python3", script.c_str(), home.c_str(), world.c_str(),
                     port.c_str(), nullptr);
            ::_exit(127);
        }
        for (int i = 0; i < 3'000 && !std::filesystem::exists(world / "port"); ++i)
            system_clock().sleep(milliseconds{10});
        REQUIRE(std::filesystem::exists(world / "port"));
        std::ifstream(world / "port") >> port_;
    }
    void stop() {
        if (server_ <= 0) return;
        ::kill(server_, SIGKILL);
        ::waitpid(std::exchange(server_, -1), nullptr, 0);
    }

    /// Whole or not at all: the server may be reading it.
    void say(const std::string& name, std::string_view text) const {
        std::filesystem::rename(scratch.file("world/" + name + ".new", text), world / name);
    }

    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }

    ProgramOutput run(std::vector<std::string> argv) const {
        argv.insert(argv.end(), {"--desk", home, "--url", url()});
        return desk_run(std::move(argv));
    }

private:
    int port_ = 0;
    pid_t server_ = -1;
};

}  // namespace diag::test
