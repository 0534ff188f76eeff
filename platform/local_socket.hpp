// SPDX-License-Identifier: Apache-2.0
// Stream sockets between processes of this machine (unix(7)), and a way to wake who waits for one.
#pragma once

#include <array>
#include <filesystem>
#include <optional>

#include "platform/accounts.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag {

/// Two ends of one connection, closed on exec; neither blocks.
Result<std::array<Descriptor, 2>> local_pair();

/// Connects to who listens at `path`; does not block from then on. Fails with absent or refused
/// where nobody does.
Result<Descriptor> connect_locally(const std::filesystem::path& path);

/// Who connected, and as which user by the kernel's word (SO_PEERCRED).
struct LocalPeer {
    Descriptor socket;  ///< does not block
    unsigned user = 0;
    Descriptor process;  ///< pidfd_open(2); none before Linux 5.3, or where it is gone

    /// SIGKILL, where that may be sent.
    void kill() const;
};

class LocalListener {
public:
    /// Takes the place of a socket that an earlier process left. `who` may connect, and root;
    /// nobody: this process's own user. The socket becomes that user's; who may not give files away
    /// makes it in a directory that passes its group on (setgid), and then it is the group's. Fails
    /// with refused where something else is at `path`, absent where its directory is not there,
    /// denied where the socket is neither the user's nor the group's.
    static Result<LocalListener> open(const std::filesystem::path& path,
                                      const std::optional<SystemUser>& who);

    /// What an earlier process left at `path`. Fails with refused where that is no socket.
    static Result<> remove_old(const std::filesystem::path& path);

    /// Nobody where nobody waits. Does not block.
    Result<std::optional<LocalPeer>> accept() const;
    int get() const { return socket_.get(); }

private:
    explicit LocalListener(Descriptor socket) : socket_(std::move(socket)) {}
    Descriptor socket_;
};

/// Ends a poll(2) from another thread.
class Waker {
public:
    Waker();
    void wake() const;   ///< from any thread
    void clear() const;  ///< by who was woken
    int get() const { return event_.get(); }

private:
    Descriptor event_;
};

}  // namespace diag
