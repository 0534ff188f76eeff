// SPDX-License-Identifier: Apache-2.0
// What was seen of the agent itself on this server. Nothing is judged yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag::doctor {

/// Who the agent is to others.
struct Identity {
    std::string name;           ///< of its certificate
    bool by_desk = false;       ///< the desk that this site believes issued it
    std::optional<Time> until;  ///< when it expires; nothing: never, as it signs itself
};

/// The disk of the state directory.
struct Room {
    std::uint64_t free_bytes = 0;
    std::uint64_t total_bytes = 0;
    std::uint64_t kept_percent = 0;  ///< limits.min_free_percent
};

/// The ledger, read from one end to the other.
struct Record {
    std::uint64_t entries = 0;
    std::string flaw;          ///< the first; empty: it holds
    std::optional<Time> last;  ///< of the newest entry
};

/// Something that is to be looked at and that we may not read, or that did not answer.
struct Unread {
    std::string path;
    Error why;
};

/// What waits for the desk.
struct Waiting {
    std::size_t bundles = 0;
    std::optional<Time> oldest;
    std::size_t turned_down = 0;  ///< by the desk: nobody sends these unasked
};

/// The layout of the state directory, and the newest that this program knows.
struct Layout {
    unsigned found = 1;
    unsigned known = 1;
    std::string by;  ///< version of the program that wrote it; empty: not told
};

/// What a service that runs tells of its processes.
struct Halves {
    std::string
        why_one;  ///< why what speaks with the desk is no process without rights; empty: it is
    bool as_meant = false;  ///< one process is what this site or this user wants
    bool files = false;     ///< it is kept from files by Landlock
    bool calls = false;     ///< and from system calls by a filter
    std::string tried;      ///< a system call that it was denied; empty: none
};

struct Vitals {
    std::string state;                  ///< the state directory
    Result<std::string> configuration;  ///< the file; empty: there is none, defaults hold
    Result<> owned;                     ///< whether the state directory is ours, and can be written
    Result<Layout> layout;
    Result<Room> room;
    std::optional<Result<Identity>> identity;  ///< nothing: it is made at the first use
    std::optional<Result<Record>> record;      ///< nothing: nothing was done yet
    std::optional<bool> kept_clock;  ///< by a time daemon, as the kernel says; nothing: not told
    std::vector<Unread> unread;
    std::string desk_url;                      ///< empty: this site has no desk
    std::optional<Result<milliseconds>> desk;  ///< how long its answer took; nothing: not asked
    std::optional<bool> serving;               ///< whether serve holds the state; nothing: not told
    bool sampling = false;                     ///< cloud.sample: SAFR Cloud is to be sampled
    Result<Waiting> waiting;
    bool filters = false;  ///< whether this kernel can deny workers what they do not need
    std::optional<Halves> halves = {};  ///< nothing: no service tells
};

}  // namespace diag::doctor
