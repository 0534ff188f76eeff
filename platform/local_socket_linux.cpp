// SPDX-License-Identifier: Apache-2.0
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "platform/files.hpp"
#include "platform/local_socket.hpp"

namespace diag {
namespace {

constexpr int kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
constexpr int most_waiting = 8;
constexpr mode_t for_user = 0600, for_group = 0660, mode_bits = 07777;
// Of all processors, as calls since Linux 5.1 are.
constexpr long open_process = 434, send_signal = 424;

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.native().size() >= sizeof address.sun_path)
        return Error{Fault::refused, "no path that a socket can have: \"" + path.native() + "\""};
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    return address;
}

const sockaddr* plain(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
}

/// Before anybody can connect, as nobody listens yet.
Result<> let_in(const std::filesystem::path& path, const SystemUser& who) {
    const bool given = ::lchown(path.c_str(), who.uid, who.gid) == 0;
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0) return from_errno(errno, path.native());
    if (!given && there.st_gid != who.gid)
        return Error{Fault::denied, path.native() + " cannot be given to user " + who.name +
                                        ": its directory is to be of that group, with mode 2710"};
    const auto mode = given ? for_user : for_group;
    if ((there.st_mode & mode_bits) != mode && ::chmod(path.c_str(), mode) != 0)
        return from_errno(errno, path.native());
    return {};
}

/// Only where who has that number now is the user who connected: it may be another's by now.
Descriptor process_of(const ucred& peer) {
    Descriptor process{static_cast<int>(::syscall(open_process, peer.pid, 0))};
    struct stat now {};
    const auto place = "/proc/" + std::to_string(peer.pid);
    if (process && (::stat(place.c_str(), &now) != 0 || now.st_uid != peer.uid)) process.reset();
    return process;
}

}  // namespace

Result<std::array<Descriptor, 2>> local_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, kind, 0, ends.data()) != 0) return from_errno(errno, "a socket pair");
    return std::array{Descriptor{ends[0]}, Descriptor{ends[1]}};
}

Result<Descriptor> connect_locally(const std::filesystem::path& path) {
    const auto address = address_of(path);
    if (!address) return address.error();
    Descriptor socket{::socket(AF_UNIX, kind, 0)};
    if (!socket || ::connect(socket.get(), plain(*address), sizeof *address) != 0)
        return from_errno(errno, path.native());
    return socket;
}

Result<> LocalListener::remove_old(const std::filesystem::path& path) {
    struct stat there {};
    if (::lstat(path.c_str(), &there) != 0) {
        if (errno == ENOENT) return {};
        return from_errno(errno, path.native());
    }
    if (!S_ISSOCK(there.st_mode))
        return Error{Fault::refused, path.native() + " is there and is no socket"};
    if (::unlink(path.c_str()) != 0) return from_errno(errno, path.native());
    return {};
}

Result<LocalListener> LocalListener::open(const std::filesystem::path& path,
                                          const std::optional<SystemUser>& who) {
    const auto address = address_of(path);
    if (!address) return address.error();
    if (const auto gone = remove_old(path); !gone) return gone.error();
    Descriptor socket{::socket(AF_UNIX, kind, 0)};
    if (!socket || ::bind(socket.get(), plain(*address), sizeof *address) != 0)
        return from_errno(errno, path.native());
    const auto only = who ? *who : SystemUser{"here", ::geteuid(), ::getegid()};
    if (const auto done = let_in(path, only); !done) return done.error();
    if (::listen(socket.get(), most_waiting) != 0) return from_errno(errno, path.native());
    return LocalListener(std::move(socket));
}

Result<std::optional<LocalPeer>> LocalListener::accept() const {
    Descriptor socket{::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK)};
    if (!socket && (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED))
        return std::optional<LocalPeer>{};
    ucred peer{};
    socklen_t size = sizeof peer;
    if (!socket || ::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return from_errno(errno, "a connection of this machine");
    return std::optional{LocalPeer{std::move(socket), peer.uid, process_of(peer)}};
}

void LocalPeer::kill() const {
    if (process) ::syscall(send_signal, process.get(), SIGKILL, nullptr, 0);
}

Waker::Waker() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void Waker::wake() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(event_.get(), &one, sizeof one);
}

void Waker::clear() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(event_.get(), &count, sizeof count);
}

}  // namespace diag
