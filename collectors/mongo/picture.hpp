// SPDX-License-Identifier: Apache-2.0
// The evidence of one run, read: what the judges of this collector look at.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collectors/bench.hpp"
#include "collectors/mongo/contents.hpp"
#include "collectors/mongo/history.hpp"
#include "collectors/mongo/replies.hpp"

namespace diag::mongo {

/// When a question was asked and how long its answer took.
struct Asked {
    Time at{};
    milliseconds took{};
};

struct Node {
    std::string id;
    std::string address;  ///< where it was asked
    std::string name;     ///< what its set calls it; the address where it did not say
    std::string source;   ///< "process", "configuration", "announced"
    std::string login;    ///< as conduct() tells it
    bool tls = false;
    std::map<std::string, Asked, std::less<>> times;
    std::vector<std::pair<std::string, Error>> failures;  ///< by the name of the answer

    std::optional<Hello> hello;
    std::optional<View> view;          ///< the latest reading
    std::optional<View> earlier_view;  ///< a few seconds before
    std::optional<Config> config;
    std::optional<Server> server;
    std::optional<Server> earlier_server;
    std::optional<std::int64_t> oplog_first, oplog_last;  ///< seconds since 1970
    std::optional<double> oplog_bytes, oplog_room;        ///< neither is negative, nor beyond 9e15
    std::string version, compatibility;
    std::vector<std::string> warnings;  ///< of its start
    std::int64_t refusal = 0;           ///< code with which it refused replSetGetStatus
    std::vector<std::string> denied;    ///< answers for which the account lacks a right
    Operations running;
    Databases databases;

    std::string item(std::string_view answer) const;  ///< "node.0.status"
    const Error* failure(std::string_view answer) const;
    /// From the oldest to the newest entry, in seconds.
    std::optional<std::int64_t> window() const;
};

/// One replica set: its nodes that answered, and whom to believe.
struct Set {
    std::string name;
    std::vector<const Node*> nodes;
    const Node* witness = nullptr;  ///< whose view is judged: the primary's, else ours, else any
    const Config* config = nullptr;

    /// Pieced together from what each node says of itself, where nobody tells us its view.
    std::optional<View> heard;

    const View* view() const {
        if (witness && witness->view) return &*witness->view;
        return heard ? &*heard : nullptr;
    }
    /// The item the view rests on.
    std::string basis() const { return witness->item(witness->view ? "status" : "hello"); }
};

/// Sets point into it: it may be moved, not copied.
struct Picture {
    Picture() = default;
    Picture(Picture&&) = default;
    Picture(const Picture&) = delete;

    Time now{};
    bool brief = false;
    bool site_known = false;
    bool safr_runs = true;  ///< any process of it, by what discovery found
    std::string role;
    std::int64_t daemons = 0;
    std::int64_t left_out = 0;
    bool account = false;
    bool accounts_unread = false;  ///< the file of accounts could not be used
    std::vector<Node> nodes;
    std::vector<Set> sets;
    std::map<std::string, std::string, std::less<>> kinds;  ///< of host names: "ip", "loopback"
    std::optional<Time> backup;
    std::string library;  ///< why no database can be asked; empty when it can
    std::vector<Moment> past;

    /// The latest remembered moment of the set between a second and an hour ago.
    const Moment* lately(std::string_view set) const;
};

/// Reads what it can; what is missing or not understood stays empty.
Picture picture_of(const Evidence& evidence);

/// "12 s", "45 min", "7 h", "12 d": whole, rounded down.
std::string span_text(std::int64_t seconds);

void judge_access(const Picture& picture, Bench& bench);    ///< who answers, who lets us in
void judge_members(const Picture& picture, Bench& bench);   ///< primary, states, views, heartbeats
void judge_votes(const Picture& picture, Bench& bench);     ///< majority, priorities, names
void judge_lag(const Picture& picture, Bench& bench);       ///< lag, commit point, its chart
void judge_oplog(const Picture& picture, Bench& bench);     ///< window, rate, its chart
void judge_server(const Picture& picture, Bench& bench);    ///< load, cache, flow control
void judge_contents(const Picture& picture, Bench& bench);  ///< sizes, long operations
void judge_versions(const Picture& picture, Bench& bench);  ///< versions, start, clock
void judge_safr(const Picture& picture, Bench& bench);      ///< what SAFR demands beyond MongoDB

}  // namespace diag::mongo
