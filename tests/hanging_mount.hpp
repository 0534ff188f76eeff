// SPDX-License-Identifier: Apache-2.0
// A real mount that never answers, for as long as the object lives.
#pragma once

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "platform/text.hpp"
#include "tests/scratch.hpp"

namespace diag::test {

class HangingMount {
public:
    /// Mounts, and arms the abort that frees whoever still hangs after half a minute.
    HangingMount() {
        if (::geteuid() != 0 || ::access("/dev/fuse", R_OK | W_OK) != 0 ||
            ::access(program, X_OK) != 0 || !control_is_there())
            return;
        server_ = ::fork();
        if (server_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::execl(program, program, "-f", point().c_str(), nullptr);
            ::_exit(127);
        }
        for (int tries = 0; tries < 500 && abort_.empty(); ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
            abort_ = abort_file();
        }
        if (!abort_.empty()) arm();
    }
    HangingMount(const HangingMount&) = delete;
    HangingMount& operator=(const HangingMount&) = delete;

    ~HangingMount() {
        release();
        if (!abort_.empty()) ::umount2(point().c_str(), MNT_DETACH);
        end(server_);
        end(watchdog_);
        if (mounted_control_) ::umount2(connections, MNT_DETACH);
    }

    /// False where there is no FUSE, or no right to mount: say so and skip.
    bool hangs() const { return !abort_.empty(); }

    std::string point() const { return scratch_.path().native(); }

    /// Ends the connection: all that hang get an error.
    void release() const {
        if (!abort_.empty()) std::ofstream(abort_) << "1" << std::flush;
    }

private:
    static constexpr const char* program = DIAG_BIN "/hang_fs";
    static constexpr const char* connections = "/sys/fs/fuse/connections";

    bool control_is_there() {
        std::ifstream mounts("/proc/self/mountinfo");
        const std::string all{std::istreambuf_iterator<char>(mounts), {}};
        if (all.find(" - fusectl ") != std::string::npos) return true;
        mounted_control_ = ::mount("none", connections, "fusectl", 0, nullptr) == 0;
        return mounted_control_;
    }

    /// The connection's name is the minor number of the mount's device (kernel fuse.rst).
    std::string abort_file() const {
        std::ifstream mounts("/proc/self/mountinfo");
        for (std::string line; std::getline(mounts, line);) {
            const auto words = words_of(line);
            if (words.size() > 4 && words[4] == point() && words[2].starts_with("0:"))
                return std::string(connections) + "/" + std::string(words[2].substr(2)) + "/abort";
        }
        return {};
    }

    void arm() {
        watchdog_ = ::fork();
        if (watchdog_ != 0) return;
        ::sleep(30);
        release();
        ::_exit(0);
    }

    static void end(pid_t child) {
        if (child <= 0) return;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }

    Scratch scratch_;
    std::string abort_;
    pid_t server_ = -1;
    pid_t watchdog_ = -1;
    bool mounted_control_ = false;
};

}  // namespace diag::test
