// SPDX-License-Identifier: Apache-2.0
// What this process, and whatever it starts, may still ask of the kernel (seccomp(2)).
//
// A filter of our own rather than libseccomp's: docs/decisions/0014.
#pragma once

#include <string_view>

#include "platform/result.hpp"

namespace diag {

enum class Calls {
    /// Reads files and writes what is open already. No network, no program of others, and no file
    /// is made, changed or removed by its name: what is not known to be needed is denied. Limits
    /// and priorities of other processes stay as they are; kill(2) stays open, as copies of itself
    /// that hang are ended by it, and so reaches whatever is the same user's.
    reading,
    /// Asks over the network and starts programs of others. What those do is theirs: denied is what
    /// none of them needs, other processes' memory, mounts, namespaces, modules, clocks, keys,
    /// io_uring, ... A 32-bit program is denied every call with EPERM and crashes, which nothing
    /// explains: its numbers mean other calls.
    asking,
    /// Speaks with the network and starts no program: as `reading`, with sockets of the internet
    /// and what waits for them. Copies of itself look names up. Nobody leaves the process group,
    /// and none but it and this process can be signalled.
    talking,
};

/// Told of a call that was denied here, by its name, from within the call: may do anything but
/// what is denied, and must not throw. Once for each call; not of copies of this process or
/// programs.
using DeniedCall = void (*)(std::string_view name);

/// Holds for good, for every thread and process that comes from here. Call it while there is one
/// thread. A denied call fails with EPERM and is told; a call that is newer than this program, and
/// clone3(2), fails with ENOSYS, as on an older kernel. A program of others that makes one that is
/// never honest ends by SIGSYS, as nobody in it could be told. Nobody gains rights by a program any
/// more (PR_SET_NO_NEW_PRIVS), and the clock can no longer be set, also not by adjtimex(2).
///
/// Fails with unsupported where the kernel has no filters (before 3.5, or built without), or on
/// other processors than amd64 and arm64: then nothing is denied.
Result<> deny_other_calls(Calls calls, DeniedCall told);

/// Whether the kernel knows filters. Changes nothing.
bool knows_call_filters();

}  // namespace diag
