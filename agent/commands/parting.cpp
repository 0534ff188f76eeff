// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/parting.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <memory>

#include "platform/child.hpp"
#include "platform/files.hpp"
#include "platform/https.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_limit = 1 << 20;
constexpr milliseconds to_end{2'000};
constexpr milliseconds to_come{60'000};
constexpr int tick = 500;  // ms
constexpr int their_socket = 3;

/// What a unit of the line half may be told beside its own file.
constexpr std::array drop_ins{"/etc/systemd/system/safr-diag-line.service.d",
                              "/run/systemd/system/safr-diag-line.service.d",
                              "/usr/local/lib/systemd/system/safr-diag-line.service.d"};

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

bool named_loopback(std::string_view host, std::string_view hosts) {
    if (is_loopback(host)) return true;
    for (const auto line : lines_of(hosts)) {
        const auto words = words_of(line.substr(0, line.find('#')));
        if (words.size() > 1 && is_loopback(words.front()) &&
            std::find(words.begin() + 1, words.end(), host) != words.end())
            return true;
    }
    return false;
}

/// The stub of systemd-resolved is what the unit lets through (resolved.conf(5)).
bool other_local_resolver(std::string_view resolver) {
    for (const auto line : lines_of(resolver)) {
        const auto words = words_of(line);
        if (words.size() > 1 && words.front() == "nameserver" && is_loopback(words[1]) &&
            words[1] != "127.0.0.53" && words[1] != "127.0.0.54")
            return true;
    }
    return false;
}

/// Somebody here has said what the unit may reach.
bool addresses_told() {
    for (const fs::path directory : drop_ins) {
        const auto names = system_files().list(directory, 100);
        for (const auto& name : names ? *names : std::vector<std::string>{}) {
            const auto text = system_files().read(directory / name, file_limit);
            if (text && text->find("IPAddressAllow=") != text->npos) return true;
        }
    }
    return false;
}

std::string blocked_by_unit(const config::Config& config) {
    const auto hosts = system_files().read("/etc/hosts", file_limit);
    const auto resolver = system_files().read("/etc/resolv.conf", file_limit);
    const auto why = loopback_needed(config, hosts ? *hosts : "", resolver ? *resolver : "");
    if (why.empty() || addresses_told()) return {};
    return why + ", which safr-diag-line.service may not reach: systemctl edit safr-diag-line, " +
           "[Service] IPAddressAllow=localhost, then systemctl restart safr-diag";
}

std::string why_one(const config::Config& config, const std::optional<fs::path>& socket,
                    Parting& parting) {
    parting.as_meant = config.serve.halves == "one" || ::geteuid() != 0;
    if (config.serve.halves == "one") return "serve.halves says so";
    if (::geteuid() != 0) return "it is not root, and so has no rights to part";
    const auto user = user_here();
    if (!user)
        return "there is no user " + std::string(line_user) +
               " for its other half: useradd --system " + std::string(line_user);
    parting.user = *user;
    if (!socket) {
        const auto started = try_to_start(*user);
        return started ? "" : "its other half cannot be started: " + started.error().what;
    }
    if (auto blocked = blocked_by_unit(config); !blocked.empty()) return blocked;
    auto listener = LocalListener::open(*socket);
    if (!listener) return "its other half cannot come to it: " + listener.error().what;
    parting.listener = std::move(*listener);
    return {};
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

std::string loopback_needed(const config::Config& config, std::string_view hosts,
                            std::string_view resolver) {
    const auto proxy = config.desk.proxy.empty() ? Result<Proxy>{Error{Fault::absent, ""}}
                                                 : proxy_from(config.desk.proxy);
    const auto url = https_url_from(config.desk.url);
    const auto host = proxy ? proxy->host : url ? url->host : std::string();
    if (named_loopback(host, hosts))
        return (proxy ? "the proxy " : "the desk ") + host + " is on this machine's loopback";
    if (!is_address(host) && other_local_resolver(resolver))
        return "the name server of /etc/resolv.conf is on this machine's loopback";
    return {};
}

Result<Parting> part(const config::Config& config, const std::optional<fs::path>& socket) {
    Parting parting;
    parting.why_one = why_one(config, socket, parting);
    if (!parting.two() && config.serve.halves == "two")
        return Error{Fault::denied,
                     "serve.halves wants two processes, and there can be one: " + parting.why_one};
    return parting;
}

std::function<Result<halves::Reached>(const std::function<bool()>&)> reach_by(
    const Parting& parting) {
    return [&parting](const std::function<bool()>& ended) {
        return parting.listener ? await_one(parting, ended) : start_one(parting.user);
    };
}

}  // namespace diag::commands
