// SPDX-License-Identifier: Apache-2.0
// What mongod answers, read from extended JSON. Versions 4.2 to 8.0; what a version does not tell
// stays empty. Field names: manual, "replSetGetStatus", "replSetGetConfig", "serverStatus".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::mongo {

enum class State {
    startup = 0,
    primary = 1,
    secondary = 2,
    recovering = 3,
    startup2 = 5,
    unknown = 6,
    arbiter = 7,
    down = 8,
    rollback = 9,
    removed = 10,
};

/// "PRIMARY": as mongod writes it, "DOWN" for its "(not reachable/healthy)".
std::string_view name_of(State state);

struct Hello {
    std::string set;
    std::string me;
    std::string primary;  ///< empty: it knows of none
    bool writable = false;
    bool secondary = false;
    bool arbiter = false;
    bool uninitialised = false;  ///< started for a set, has no configuration yet
    std::vector<std::string> hosts;
    std::optional<Time> local_time;
    std::optional<std::int64_t> last_write;  ///< its optime, seconds since 1970
};

struct Member {
    std::string name;
    std::optional<State> state;
    bool up = false;  ///< health
    bool self = false;
    std::optional<std::int64_t> optime;  ///< seconds since 1970
    std::optional<Time> heartbeat;       ///< last one it answered
    std::optional<Time> heard;           ///< last one that came from it
    std::optional<double> ping_ms;
    std::optional<std::int64_t> uptime;  ///< of its process, seconds
    std::string message;
    std::string source;  ///< whom it copies from
    std::optional<std::int64_t> config_version;
};

/// One node's view of its set.
struct View {
    std::string set;
    std::optional<Time> date;
    std::optional<std::int64_t> term;
    std::optional<std::int64_t> majority;   ///< votes needed
    std::optional<std::int64_t> committed;  ///< optime known to a majority, seconds since 1970
    std::string election_reason;
    std::optional<Time> elected;
    std::vector<Member> members;

    const Member* member(std::string_view name) const;
    const Member* primary() const;
    /// How far a member is behind, in seconds; nothing without a primary, for arbiters, and where
    /// either optime is unknown.
    std::optional<std::int64_t> lag(const Member& member) const;
};

struct Seat {
    std::string host;
    std::int64_t votes = 1;
    double priority = 1;
    bool arbiter = false;
    bool hidden = false;
    std::int64_t delay = 0;  ///< seconds
};

struct Config {
    std::optional<std::int64_t> version;
    std::vector<Seat> seats;
    std::optional<std::int64_t> election_timeout_ms;

    std::int64_t votes() const;
    const Seat* seat(std::string_view host) const;
};

struct Server {
    std::optional<double> uptime;  ///< seconds
    std::optional<double> connections, connections_left;
    std::optional<double> cursors, cursors_timed_out;
    std::optional<bool> flow_lagged;
    std::optional<double> flow_lagged_us;
    std::optional<double> cache, cache_used, cache_dirty;  ///< bytes
    std::optional<double> evicted;                         ///< pages evicted by application threads
    std::optional<double> tickets;        ///< free ones, of reads or writes, whichever are fewer
    std::optional<double> checkpoint_ms;  ///< the most recent one
};

/// Each reads what it can; nothing where the text is no JSON or is a server's error.
std::optional<Hello> hello_from(std::string_view text);
std::optional<View> view_from(std::string_view text);
std::optional<Config> config_from(std::string_view text);
std::optional<Server> server_from(std::string_view text);
/// Seconds of the one entry a find on local.oplog.rs brought.
std::optional<std::int64_t> oplog_entry_from(std::string_view text);

/// The code of a server's error ({"ok": 0, "code": 76}); nothing when there was none.
std::optional<std::int64_t> error_code_in(std::string_view text);

}  // namespace diag::mongo
