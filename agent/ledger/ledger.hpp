// SPDX-License-Identifier: Apache-2.0
// The customer's own record of everything the agent did: append-only, hash-chained, checkpointed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/exchange/identity.hpp"
#include "agent/ledger/book.hpp"
#include "agent/ledger/entry.hpp"
#include "platform/result.hpp"

namespace diag::ledger {

/// When a segment closes, and after how many entries a checkpoint is due at the latest.
struct Habits {
    std::uint64_t segment_bytes = 8ull << 20;
    std::uint64_t checkpoint_every = 64;
};

/// Where the ledger lies.
std::filesystem::path directory_in(const std::filesystem::path& state);

class Ledger {
public:
    /// `state`/ledger, made where missing; checkpoints are signed by `identity`. Fails with denied
    /// when the directory is another user's or others may write to it.
    static Result<Ledger> open(const std::filesystem::path& state, exchange::Identity identity,
                               Habits habits = {}, Clock& clock = system_clock());

    /// Adds an entry and returns its number. When this returns the entry is on the disk. A
    /// checkpoint follows it when one is due: the first entry of a day (UTC), every 64th.
    ///
    /// Several processes may call at once. Fails with full (disk; an entry past longest_line),
    /// denied (a link, open to others), timed_out (another process holds the ledger); then what
    /// the entry tells of must not happen. It may have been written all the same.
    Result<std::uint64_t> append(Kind kind, json::object data);

    /// A checkpoint of all there is: the last entry where that is one, else a new one. Returns the
    /// signed document. Fails as append(), and with absent when the ledger is empty.
    Result<std::string> checkpoint();

    /// Records a checkpoint of this ledger that came back with the desk's signature beside ours,
    /// once: for one that is countersigned here already its entry's number is returned. Fails with
    /// malformed (not signed twice) and refused (no checkpoint of this ledger).
    Result<std::uint64_t> countersigned(std::string_view document);

private:
    Ledger(Book book, exchange::Identity identity, Habits habits, Clock& clock)
        : book_(std::move(book)), identity_(std::move(identity)), habits_(habits), clock_(&clock) {}

    Book book_;
    exchange::Identity identity_;
    Habits habits_;
    Clock* clock_;
};

}  // namespace diag::ledger
