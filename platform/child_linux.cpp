// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "platform/becoming.hpp"
#include "platform/child.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

constexpr milliseconds grace_after_kill{50};

std::mutex abandoned_guard;
std::vector<pid_t> abandoned;

milliseconds left_until(milliseconds deadline) {
    return std::max(milliseconds{0}, deadline - system_clock().uptime());
}

}  // namespace

Result<Pipe> Pipe::open() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return from_errno(errno, "pipe");
    return Pipe{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

Result<Child> Child::start(const Plan& plan) {
    auto report = Pipe::open();
    if (!report) return report.error();
    WordPointers argv(plan.argv);
    WordPointers environment(plan.environment);
    auto moves = plan.descriptors;
    std::vector<int> keep{0, 1, 2};
    for (const auto& [ours, theirs] : moves) keep.push_back(theirs);
    keep.push_back(-1);

    const auto self = ::getpid();
    const auto pid = ::fork();
    if (pid < 0) return from_errno(errno, "starting " + plan.program);
    if (pid == 0) {
        if (plan.background)
            ::setsid();
        else
            ::setpgid(0, 0);
        die_with(self);
        forget_signal_handlers();
        become(plan, moves, keep, argv, environment, report->writing.get(), self);
    }
    // A leader of a group could not begin a session (setsid(2)).
    if (!plan.background) ::setpgid(pid, pid);
    Child child{pid};
    report->writing.reset();
    int failure = 0;
    ssize_t got = 0;
    do got = ::read(report->reading.get(), &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        child.wait(grace_after_kill);
        return from_errno(failure, plan.program);
    }
    return child;
}

Result<Child> Child::fork(int keep, const std::function<void()>& body,
                          std::optional<milliseconds> longest) {
    abandoned_children();  // those that died since are not to fill the limit of processes
    const auto self = ::getpid();
    const auto pid = ::fork();
    if (pid < 0) return from_errno(errno, "fork");
    if (pid == 0) {
        ::setpgid(0, 0);
        die_with(self);
        forget_signal_handlers();
        if (longest) {
            ::signal(SIGALRM, SIG_DFL);
            ::alarm(static_cast<unsigned>(longest->count() / 1000 + 1));
        }
        close_all_but(&keep, 1);
        body();
        ::_exit(0);
    }
    ::setpgid(pid, pid);
    return Child{pid};
}

Child& Child::operator=(Child&& other) noexcept {
    std::swap(pid_, other.pid_);
    return *this;
}

Child::~Child() {
    if (pid_ < 0 || reap()) return;
    kill();
    if (wait(grace_after_kill)) return;
    const std::scoped_lock lock(abandoned_guard);
    abandoned.push_back(pid_);
}

std::optional<Ended> Child::reap() {
    if (pid_ < 0) return std::nullopt;
    int status = 0;
    rusage used{};
    pid_t got = 0;
    do got = ::wait4(pid_, &status, WNOHANG, &used);
    while (got < 0 && errno == EINTR);
    if (got == 0) return std::nullopt;
    pid_ = -1;
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    if (got < 0) return Ended{};
    return Ended{.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
                 .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
                 .cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime)};
}

void Child::kill() {
    if (pid_ > 0) ::kill(-pid_, SIGKILL);
}

std::optional<Ended> Child::wait(milliseconds patience) {
    const auto deadline = system_clock().uptime() + patience;
    for (milliseconds pause{1};; pause = std::min(pause * 2, milliseconds{20})) {
        if (auto ended = reap()) return ended;
        if (pid_ < 0) return std::nullopt;
        const auto left = left_until(deadline);
        if (left.count() == 0) return std::nullopt;
        system_clock().sleep(std::min(pause, left));
    }
}

std::size_t abandoned_children() {
    const std::scoped_lock lock(abandoned_guard);
    std::erase_if(abandoned, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
    return abandoned.size();
}

namespace {

enum class Read { more, nothing, end };

/// Takes what is there now.
Result<Read> read_some(const Draining& from) {
    std::array<char, 16384> block;
    const auto got = ::read(from.source, block.data(), block.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return Read::nothing;
    if (got < 0) return from_errno(errno, "read");
    if (got == 0) return Read::end;
    const auto room = from.limit - std::min(from.limit, from.text->size());
    from.text->append(block.data(), std::min(room, static_cast<std::size_t>(got)));
    if (from.strict && static_cast<std::size_t>(got) > room)
        return Error{Fault::full, "more than " + std::to_string(from.limit) + " bytes"};
    return Read::more;
}

}  // namespace

Result<> drain(std::vector<Draining> all, milliseconds patience) {
    const auto deadline = system_clock().uptime() + patience;
    std::vector<pollfd> wanted;
    for (const auto& each : all) wanted.push_back({each.source, POLLIN, 0});
    for (bool first = true;; first = false) {
        const auto left = left_until(deadline);
        const bool late = left.count() == 0 && !first;  // though there may be more to read
        const int ready =
            late ? 0 : ::poll(wanted.data(), wanted.size(), static_cast<int>(left.count()));
        if (ready < 0 && errno == EINTR) continue;
        if (ready < 0) return from_errno(errno, "poll");
        if (ready == 0)
            return Error{Fault::timed_out,
                         "no answer within " + std::to_string(patience.count()) + " ms"};
        for (std::size_t i = all.size(); i-- > 0;) {
            if (wanted[i].revents == 0) continue;
            const auto read = read_some(all[i]);
            if (!read) return read.error();
            if (*read == Read::end && i == 0) return {};
            if (*read == Read::end) wanted[i].fd = -1;  // poll(2) leaves out negative ones
        }
    }
}

Result<> drain(int source, std::string& text, std::size_t limit, milliseconds patience) {
    return drain({{.source = source, .text = &text, .limit = limit}}, patience);
}

}  // namespace diag
