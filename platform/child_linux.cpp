// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>

#include "platform/background.hpp"
#include "platform/child.hpp"
#include "platform/files.hpp"

namespace diag {
namespace {

constexpr int lowest_safe_descriptor = 64;
constexpr milliseconds grace_after_kill{50};

std::mutex abandoned_guard;
std::vector<pid_t> abandoned;

/// Closes every descriptor but those in `keep`. Async-signal-safe.
void close_all_but(const int* keep, std::size_t count) {
    int from = 0;
    const auto close_range = [](int first, int last) {
        if (first > last) return;
#ifdef SYS_close_range
        if (::syscall(SYS_close_range, static_cast<unsigned>(first), static_cast<unsigned>(last),
                      0U) == 0)
            return;
#endif
        const int end = std::min(last, 4095);
        for (int each = first; each <= end; ++each) ::close(each);
    };
    for (;;) {
        int next = -1;
        for (std::size_t i = 0; i < count; ++i)
            if (keep[i] >= from && (next < 0 || keep[i] < next)) next = keep[i];
        if (next < 0) break;
        close_range(from, next - 1);
        from = next + 1;
    }
    close_range(from, 0x7FFFFFFF);
}

void die_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
}

void forget_signal_handlers() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int each : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD}) ::signal(each, SIG_DFL);
}

/// Pointers made before the fork, because allocating after it is not safe.
struct Vector {
    explicit Vector(const std::vector<std::string>& words) {
        for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
        pointers.push_back(nullptr);
    }
    std::vector<char*> pointers;
};

/// Moves the planned descriptors into place. Async-signal-safe. False when a number ran out.
bool place_descriptors(std::vector<std::pair<int, int>>& moves) {
    for (auto& [ours, theirs] : moves) {
        ours = ::fcntl(ours, F_DUPFD, lowest_safe_descriptor);
        if (ours < 0) return false;
    }
    const int null = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard <= 2; ++standard)
        if (null != standard) ::dup2(null, standard);
    for (const auto& [ours, theirs] : moves)
        if (::dup2(ours, theirs) < 0) return false;
    return true;
}

/// The last of those that we may use: interrupts are mostly the first one's. Async-signal-safe.
void keep_to_one_processor() {
    cpu_set_t all, one;
    if (::sched_getaffinity(0, sizeof all, &all) != 0) return;
    for (int number = CPU_SETSIZE - 1; number >= 0; --number) {
        if (!CPU_ISSET(number, &all)) continue;
        CPU_ZERO(&one);
        CPU_SET(number, &one);
        ::sched_setaffinity(0, sizeof one, &one);
        return;
    }
}

/// Async-signal-safe. False, with errno, where one step is not granted: then it is nobody's.
bool take_rights(const SystemUser& user, pid_t parent) {
    // No program that it becomes has a power back either; only root may say so, and not everywhere.
    for (unsigned long power = 0; power < 64; ++power) ::prctl(PR_CAPBSET_DROP, power, 0, 0, 0);
    if (::setgroups(0, nullptr) != 0 || ::setresgid(user.gid, user.gid, user.gid) != 0 ||
        ::setresuid(user.uid, user.uid, user.uid) != 0 ||
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return false;
    die_with(parent);  // which a change of rights undoes (PR_SET_PDEATHSIG(2const))
    return true;
}

[[noreturn]] void become(const Child::Plan& plan, std::vector<std::pair<int, int>>& moves,
                         std::vector<int>& keep, Vector& argv, Vector& environment, int report,
                         pid_t parent) {
    const int far_report = ::fcntl(report, F_DUPFD_CLOEXEC, lowest_safe_descriptor * 2);
    if (place_descriptors(moves)) {
        keep.back() = far_report;
        close_all_but(keep.data(), keep.size());
        if (plan.background) go_to_background();
        if (plan.one_processor) keep_to_one_processor();
        if (plan.data_limit > 0) {
            const rlimit limit{plan.data_limit, plan.data_limit};
            ::setrlimit(RLIMIT_DATA, &limit);
        }
        if (plan.process_limit > 0) {
            const rlimit limit{plan.process_limit, plan.process_limit};
            ::setrlimit(RLIMIT_NPROC, &limit);
        }
        const rlimit no_core{0, 0};  // a core file would hold unredacted memory
        ::setrlimit(RLIMIT_CORE, &no_core);
        if (!plan.user || take_rights(*plan.user, parent))
            ::execve(plan.program.c_str(), argv.pointers.data(), environment.pointers.data());
    }
    const int failure = errno;
    [[maybe_unused]] const auto told = ::write(far_report, &failure, sizeof failure);
    ::_exit(127);
}

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
    Vector argv(plan.argv);
    Vector environment(plan.environment);
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
