// SPDX-License-Identifier: Apache-2.0
// What a rehearsal is allowed, and whether it may begin. Pure.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "agent/backup/contents.hpp"
#include "collectors/site.hpp"
#include "platform/clock.hpp"
#include "platform/paths.hpp"
#include "platform/result.hpp"

namespace diag::rehearsal {

/// Numbers that decide; our proposals.
struct Bounds {
    /// Bytes on disk for a byte of documents. WiredTiger packs documents to a half or a third, and
    /// their indexes are smaller than that; what does not pack is still no larger.
    double room = 1.2;
    std::uint64_t room_beside = 300ull << 20;  ///< the journal and what an empty mongod lays down
    std::uint64_t min_free_percent = 10;       ///< of the disk, that stay free
    /// Anonymous memory, watched and not limited: a mongod whose allocation fails ends itself, and
    /// what a limit of the kernel counts (RLIMIT_DATA) includes stacks and arenas that it never
    /// touches. A cache of 0.25 GB and an index build of 100 MB take 600 MB.
    std::uint64_t memory = 1ull << 30;
    milliseconds ready{120'000};    ///< until it answers
    milliseconds answer{120'000};   ///< for each answer, but for an index or a validation
    milliseconds stalled{300'000};  ///< without anything read or restored
    milliseconds deadline{4 * 3'600'000};
    std::uint64_t samples = 32;               ///< documents of a collection that are read back
    std::uint64_t most_samples = 20'000;      ///< of all
    std::uint64_t full_up_to = 256ull << 20;  ///< bytes of a collection that is validated in full
};

/// The executable of the mongod that runs here as SAFR's; empty: none does.
std::string mongod_of(const Site& site);

/// What the scratch database is called with. Nothing of the live one's configuration is read. It
/// listens on sockets in `directory` alone, which is one account's: it knows no logins, and no other
/// account of this machine is to ask it. No JavaScript of a backup runs in it: others may write to
/// where backups lie.
std::vector<std::string> arguments(const std::string& mongod, const std::string& directory);

/// Below that directory.
std::string data_in(const std::string& directory);
std::string socket_in(const std::string& directory);
/// Made by mongod beside the one that it is told of.
std::string default_socket_in(const std::string& directory);
std::string log_in(const std::string& directory);

/// Longer paths are no sockets (unix(7)).
inline constexpr std::size_t longest_socket = 107;

/// Whether sockets can be in that directory. Fails with unsupported.
Result<> takes_sockets(const std::string& directory);

/// Bytes of the documents that are to be restored, and on disk while they are.
std::uint64_t bytes_to_restore(const backup::Contents& contents);
std::uint64_t room_needed(const backup::Contents& contents, const Bounds& bounds);

/// Bytes of that disk that must stay free.
std::uint64_t kept_free(const Space& space, const Bounds& bounds);

/// Fails with full, saying how much is needed.
Result<> has_room(const backup::Contents& contents, const Space& space, const Bounds& bounds);

/// Whether that directory is none of the live databases', nor the one within the other. Of absolute
/// paths without links. Fails with refused.
Result<> is_apart(const std::filesystem::path& data, const std::vector<std::string>& live);

/// Whether there is something to rehearse: a sound backup with documents. Fails with unsupported.
Result<> is_restorable(const backup::Contents& contents);

/// What a server keeps for itself, and another server must not be given: its own version, sharding,
/// transactions, profiles.
bool is_servers_own(const backup::Namespace& name);
/// What only a collection made for series of measurements takes.
bool is_time_series(const backup::Namespace& name);

/// The same collection in the scratch database; what lay in no database gets one.
backup::Namespace in_scratch(const backup::Namespace& name);

/// Every how many documents one is read back: 1 is each.
std::uint64_t sampling_step(std::uint64_t documents, std::uint64_t collections,
                            const Bounds& bounds);

}  // namespace diag::rehearsal
