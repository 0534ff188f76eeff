// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/parting.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>

#include "agent/commands/loopback.hpp"
#include "platform/child.hpp"
#include "platform/confinement.hpp"
#include "platform/files.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_limit = 1 << 20;
constexpr milliseconds to_end{2'000};
constexpr milliseconds to_come{60'000};
constexpr int tick = 500;  // ms
constexpr int their_socket = 3;
/// Of the line half: queues of 24 MiB, a piece of 8 MiB in each lane, threads and their stacks.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t most_data = 0;  // shadow memory is more than any limit
#else
constexpr std::uint64_t most_data = 512 << 20;
#endif
/// Threads and copies that look names up, of all line halves of this machine.
constexpr std::uint64_t most_processes = 128;

#ifdef DIAG_WITH_TEST_FAULTS
std::atomic<int> halves_started = 0;

/// The first one is for trial, the next is taken over, those after are honest.
bool taken_over() { return std::getenv("SAFR_DIAG_TEST_LINE") && halves_started <= 2; }

void pass_on(std::vector<std::string>& environment, std::initializer_list<const char*> names) {
    for (const char* name : names)
        if (const char* value = std::getenv(name))
            environment.push_back(std::string(name) + "=" + value);
}
#endif

std::vector<std::string> environment() {
    std::vector<std::string> kept{"PATH=/usr/bin:/bin"};
#ifdef DIAG_WITH_TEST_FAULTS
    pass_on(kept, {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"});
    if (taken_over())
        pass_on(kept, {"SAFR_DIAG_TEST_LINE", "SAFR_DIAG_TEST_PATHS", "SAFR_DIAG_TEST_MARKS",
                       "SAFR_DIAG_TEST_PORT"});
#endif
    return kept;
}

/// Its standard error is nowhere: who takes it over writes to no log of ours.
Result<Child> start_half(const SystemUser& user, const Descriptor& theirs) {
    std::vector<std::pair<int, int>> descriptors{{theirs.get(), their_socket}};
#ifdef DIAG_WITH_TEST_FAULTS
    ++halves_started;
    if (taken_over()) descriptors.emplace_back(STDERR_FILENO, STDERR_FILENO);
#endif
    return Child::start({.program = "/proc/self/exe",
                         .argv = {"safr-diag", "serve-line"},
                         .environment = environment(),
                         .descriptors = std::move(descriptors),
                         .data_limit = most_data,
                         .process_limit = most_processes,
                         .user = user});
}

/// Whether one can be started as that user, and ended.
Result<> try_to_start(const SystemUser& user) {
    const auto pair = local_pair();
    if (!pair) return pair.error();
    auto child = start_half(user, (*pair)[1]);
    if (!child) return child.error();
    child->kill();
    if (child->wait(to_end)) return {};
    return Error{Fault::denied, "this service may not end a process of user " + user.name};
}

std::optional<SystemUser> user_here() {
    const auto passwd = system_files().read("/etc/passwd", file_limit);
    auto user = passwd ? user_among(*passwd, line_user) : std::nullopt;
    return user && user->uid != 0 ? user : std::nullopt;
}

std::optional<LocalListener> listener_at(const fs::path& socket, const SystemUser& user,
                                         std::string& why) {
    auto listener = LocalListener::open(socket, user);
    if (listener) return std::move(*listener);
    why = "its other half cannot come to it: " + listener.error().what;
    return {};
}

/// Empty: two processes can be, and `parting` is ready for them.
std::string why_not_two(const config::Config& config, const std::optional<fs::path>& socket,
                        Parting& parting) {
    if (::geteuid() != 0) return "it is not root, and so has no rights to part";
    // Without it the other half would be kept from files by their rights alone.
    if (!knows_landlock()) return "this kernel has no Landlock (Linux 5.13 and later have)";
    const auto user = user_here();
    if (!user)
        return "there is no user " + std::string(line_user) +
               " for its other half: useradd --system " + std::string(line_user);
    parting.user = *user;
    if (!socket) {
        const auto started = try_to_start(*user);
        if (started) return {};
        return "its other half cannot be started: " + started.error().what +
               "; under systemd the drop-in two-halves.conf has it come by itself";
    }
    if (auto blocked = blocked_by_unit(config); !blocked.empty()) return blocked;
    std::string why;
    parting.listener = listener_at(*socket, *user, why);
    return why;
}

Result<halves::Reached> start_one(const SystemUser& user) {
    auto pair = local_pair();
    if (!pair) return pair.error();
    auto started = start_half(user, (*pair)[1]);
    if (!started) return started.error();
    const auto child = std::make_shared<Child>(std::move(*started));
    return halves::Reached{std::move((*pair)[0]), [child] {
                               child->kill();
                               child->wait(to_end);
                           }};
}

Result<halves::Reached> await_one(const Parting& parting, const std::function<bool()>& ended) {
    const auto until = system_clock().uptime() + to_come;
    while (!ended() && system_clock().uptime() < until) {
        pollfd polled{parting.listener->get(), POLLIN, 0};
        ::poll(&polled, 1, tick);
        auto peer = parting.listener->accept();
        if (!peer) return peer.error();
        // Whoever else comes is sent away.
        if (!*peer || (*peer)->user != parting.user.uid) continue;
        const auto theirs = std::make_shared<LocalPeer>(std::move(**peer));
        return halves::Reached{std::move(theirs->socket), [theirs] { theirs->kill(); }};
    }
    return Error{Fault::absent, "nobody of user " + parting.user.name +
                                    " comes to keep the line: systemctl status safr-diag-line"};
}

}  // namespace

Result<Parting> part(const config::Config& config, const std::optional<fs::path>& socket) {
    Parting parting;
    if (config.serve.halves == "two") {
        const auto why = why_not_two(config, socket, parting);
        if (why.empty()) return parting;
        return Error{Fault::denied,
                     "serve.halves wants two processes, and there can be one: " + why};
    }
    parting.why_one = "serve.halves is \"one\"";
    parting.as_meant = true;
    // A unit of the other half looks for it.
    if (socket)
        if (const auto gone = LocalListener::remove_old(*socket); !gone) return gone.error();
    return parting;
}

std::function<Result<halves::Reached>(const std::function<bool()>&)> reach_by(
    const Parting& parting) {
    return [&parting](const std::function<bool()>& ended) {
        return parting.listener ? await_one(parting, ended) : start_one(parting.user);
    };
}

}  // namespace diag::commands
