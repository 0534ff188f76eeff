// SPDX-License-Identifier: Apache-2.0
// Runs collectors, each in a worker process of its own.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "agent/exchange/outcome.hpp"
#include "agent/run/workers.hpp"
#include "collectors/collector.hpp"

namespace diag::run {

/// What one collector gave, unredacted. Stays in memory, and on site.
struct Gathered {
    const Collector* collector = nullptr;
    Evidence evidence;
    std::vector<Attachment> attachments;
    exchange::Outcome outcome;
};

/// Told what happens while it happens, from the calling thread. For the person who waits.
class Watcher {
public:
    virtual ~Watcher() = default;
    virtual void doing(std::string_view collector, std::string_view what) = 0;
    virtual void ended(const exchange::Outcome& outcome) = 0;
    /// Bytes read of all attachments so far, and of how many (0: not known).
    virtual void passing(std::string_view name, std::uint64_t read, std::uint64_t of) = 0;
};

/// Collectors at work at once: three workers and their parent stay under 64 MB together.
inline constexpr std::size_t workers_at_once = 3;

/// Runs every collector within its own budget and all within `deadline`. One failing never stops
/// another; how each ended is in its outcome. The past of each is read from `history`.
///
/// That accounts were left unread is told as `accounts_item`.
///
/// The collector that discovers the site runs first when any of them asks for the site, once, also
/// when it is not among them; what it found is in the scope of all others. When it found nothing it
/// is among the results, first, with how it ended.
std::vector<Gathered> gather(std::span<const Collector* const> collectors, const Scope& scope,
                             const std::filesystem::path& history, const Deadline& deadline,
                             Watcher& watcher);

/// Appends what collectors asked to have remembered to their history. Keeps the newest
/// `history_lines` lines. Returns the first failure; the rest is still tried.
Result<> remember(std::span<const Gathered> gathered, const std::filesystem::path& history);

/// Enough for a sample an hour over two weeks, and small enough to hand to a worker.
inline constexpr std::size_t history_lines = 400;

}  // namespace diag::run
