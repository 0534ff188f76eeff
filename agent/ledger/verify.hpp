// SPDX-License-Identifier: Apache-2.0
// Does the ledger still say what was written?
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/ledger/checkpoint.hpp"
#include "platform/certificate.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

/// What is wrong, and where.
struct Flaw {
    std::string segment;
    std::uint64_t line = 0;  ///< in the segment, from 1; 0: the file as a whole
    std::uint64_t n = 0;     ///< the entry that is or should be there
    std::string what;        ///< "was altered", ...
};

/// "ledger.jsonl, line 18: entry 17 was altered"
std::string sentence_of(const Flaw& flaw);

struct Verdict {
    std::optional<Flaw> flaw;  ///< the first; nothing: all of it holds

    std::uint64_t entries = 0;   ///< that hold
    std::optional<Time> newest;  ///< when the last of these was written
    std::uint64_t checkpoints = 0;
    std::uint64_t vouched = 0;  ///< checkpoints by an agent that the authority vouches for
    std::uint64_t countersignatures = 0;
    std::uint64_t torn = 0;         ///< lines a power cut tore, each told of by a repair entry
    std::set<std::string> signers;  ///< fingerprints of the agents that signed; at most 16
};

struct Against {
    /// The desk's authority: from the first checkpoint whose signer it vouches for, it must vouch
    /// for all (agents sign their own certificates until they are enrolled), and for whoever
    /// countersigned.
    std::optional<Certificate> authority;
    /// A checkpoint that was kept elsewhere.
    std::optional<Checkpoint> kept;
};

/// Reads the whole ledger in constant memory and compares every line with its neighbours, the
/// checkpoints with the chain, the end with head.json. A loss that the agent itself found and
/// recorded is a flaw too, told when there is no other.
///
/// Without a kept checkpoint, or one that somebody else can show, a ledger that was rewritten from
/// some entry on by the agent's own key cannot be told from a true one.
///
/// Fails as reading does: absent, denied, timed_out, io.
Result<Verdict> verify(const std::filesystem::path& directory, const Against& against = {});

}  // namespace diag::ledger
