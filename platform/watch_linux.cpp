// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>

#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/files.hpp"
#include "platform/watch.hpp"

namespace diag {
namespace {

constexpr milliseconds together{20};
constexpr int without_notices = 60'000;  // ms
// That a file was closed after writing also tells the end of who held it open, such as a killed
// run's mark.
constexpr std::uint32_t changes =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR | IN_DONT_FOLLOW;

/// Everything that waits there; the kernel drops what does not fit its queue and says so.
template <class Take>
void drain_events(int from, Take take) {
    alignas(8) std::array<char, 4096> block;
    for (;;) {
        const auto got = ::read(from, block.data(), block.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return;
        take(block.data(), static_cast<std::size_t>(got));
    }
}

class LinuxWatch final : public Watch {
public:
    LinuxWatch(Descriptor notices, Descriptor signals, Descriptor end)
        : notices_(std::move(notices)), signals_(std::move(signals)), end_(std::move(end)) {}

    Seen wait() override {
        Seen seen;
        std::array polled{pollfd{end_.get(), POLLIN, 0}, pollfd{signals_.get(), POLLIN, 0},
                          pollfd{notices_.get(), POLLIN, 0}};
        int ready = 0;
        do ready = ::poll(polled.data(), polled.size(), notices_ ? -1 : without_notices);
        while (ready < 0 && errno == EINTR);
        if (ready == 0) seen.changed = true;
        seen.ended = polled[0].revents != 0;
        if (polled[1].revents != 0) take_signals(seen);
        if (polled[2].revents != 0) {
            seen.changed = true;
            system_clock().sleep(together);
            drain_events(notices_.get(), [](const char*, std::size_t) {});
        }
        return seen;
    }

    void end() override {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto told = ::write(end_.get(), &one, sizeof one);
    }

    bool notices() const override { return static_cast<bool>(notices_); }

private:
    void take_signals(Seen& seen) {
        drain_events(signals_.get(), [&](const char* block, std::size_t size) {
            for (std::size_t at = 0; at + sizeof(signalfd_siginfo) <= size;
                 at += sizeof(signalfd_siginfo)) {
                const auto* info = reinterpret_cast<const signalfd_siginfo*>(block + at);
                (info->ssi_signo == SIGHUP ? seen.reload : seen.terminate) = true;
            }
        });
    }

    Descriptor notices_, signals_, end_;
};

Descriptor notices_of(const std::vector<std::filesystem::path>& directories) {
    Descriptor notices{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
    for (const auto& each : directories)
        if (notices && ::inotify_add_watch(notices.get(), each.c_str(), changes) < 0) return {};
    return notices;
}

}  // namespace

Result<std::unique_ptr<Watch>> Watch::open(const std::vector<std::filesystem::path>& directories) {
    sigset_t ours;
    ::sigemptyset(&ours);
    for (const int each : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&ours, each);
    if (::pthread_sigmask(SIG_BLOCK, &ours, nullptr) != 0)
        return Error{Fault::bug, "signals cannot be blocked"};
    ::signal(SIGPIPE, SIG_IGN);
    Descriptor signals{::signalfd(-1, &ours, SFD_NONBLOCK | SFD_CLOEXEC)};
    if (!signals) return from_errno(errno, "signalfd");
    Descriptor end{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
    if (!end) return from_errno(errno, "eventfd");
    return std::unique_ptr<Watch>(
        std::make_unique<LinuxWatch>(notices_of(directories), std::move(signals), std::move(end)));
}

}  // namespace diag
