// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/replies.hpp"

#include <algorithm>

#include "collectors/mongo/extended_json.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t most_members = 64;  // a set has 50 at most

/// The document when it is one and the server did not refuse.
std::optional<json::value> accepted(std::string_view text) {
    auto document = json::parse(text);
    if (!document || !document->is_object()) return {};
    if (number_of(*document, "ok").value_or(1) == 0) return {};
    return std::move(*document);
}

std::string text_in(const json::value& root, std::string_view path) {
    return json::text_at(root, path).value_or("");
}

std::optional<State> state_from(const json::value& member) {
    const auto number = whole_of(member, "state");
    if (!number || *number < 0 || *number > 10 || *number == 4) return {};
    return static_cast<State>(*number);
}

Member member_from(const json::value& value) {
    Member member;
    member.name = text_in(value, "name");
    member.state = state_from(value);
    member.up = number_of(value, "health").value_or(0) > 0;
    member.self = json::flag_at(value, "self").value_or(false);
    member.optime = seconds_of(value, "optime");
    member.heartbeat = date_of(value, "lastHeartbeat");
    member.heard = date_of(value, "lastHeartbeatRecv");
    member.ping_ms = number_of(value, "pingMs");
    member.uptime = whole_of(value, "uptime");
    member.message = text_in(value, "lastHeartbeatMessage");
    if (member.message.empty()) member.message = text_in(value, "infoMessage");
    member.source = text_in(value, "syncSourceHost");
    if (member.source.empty()) member.source = text_in(value, "syncingTo");
    const auto version = whole_of(value, "configVersion");
    if (version && *version >= 0) member.config_version = version;
    return member;
}

std::optional<double> fewer(std::optional<double> a, std::optional<double> b) {
    return a && b ? std::min(*a, *b) : a ? a : b;
}

/// Since 8.0 tickets are told in queues.execution, before in wiredTiger.
std::optional<double> tickets_in(const json::value& root) {
    const auto of = [&](const std::string& kind) {
        const auto old =
            number_of(root, "wiredTiger.concurrentTransactions." + kind + ".available");
        return old ? old : number_of(root, "queues.execution." + kind + ".available");
    };
    return fewer(of("read"), of("write"));
}

}  // namespace

std::string_view name_of(State state) {
    switch (state) {
        case State::startup:
            return "STARTUP";
        case State::primary:
            return "PRIMARY";
        case State::secondary:
            return "SECONDARY";
        case State::recovering:
            return "RECOVERING";
        case State::startup2:
            return "STARTUP2";
        case State::unknown:
            return "UNKNOWN";
        case State::arbiter:
            return "ARBITER";
        case State::down:
            return "DOWN";
        case State::rollback:
            return "ROLLBACK";
        case State::removed:
            return "REMOVED";
    }
    return "UNKNOWN";
}

const Member* View::member(std::string_view name) const {
    const auto found = std::ranges::find(members, name, &Member::name);
    return found == members.end() ? nullptr : &*found;
}

const Member* View::primary() const {
    const auto found = std::ranges::find(members, State::primary, &Member::state);
    return found == members.end() ? nullptr : &*found;
}

std::optional<std::int64_t> View::lag(const Member& member) const {
    const auto* leads = primary();
    if (!leads || !leads->optime || !member.optime || member.state == State::arbiter) return {};
    return std::max<std::int64_t>(0, *leads->optime - *member.optime);
}

std::int64_t Config::votes() const {
    return std::ranges::count_if(seats, [](const Seat& seat) { return seat.votes > 0; });
}

const Seat* Config::seat(std::string_view host) const {
    const auto found = std::ranges::find(seats, host, &Seat::host);
    return found == seats.end() ? nullptr : &*found;
}

std::optional<Hello> hello_from(std::string_view text) {
    const auto root = accepted(text);
    if (!root) return {};
    Hello hello;
    hello.set = text_in(*root, "setName");
    hello.me = text_in(*root, "me");
    hello.primary = text_in(*root, "primary");
    hello.writable = json::flag_at(*root, "isWritablePrimary")
                         .value_or(json::flag_at(*root, "ismaster").value_or(false));
    hello.arbiter = json::flag_at(*root, "arbiterOnly").value_or(false);
    hello.uninitialised = hello.set.empty() && json::flag_at(*root, "isreplicaset").value_or(false);
    for (const char* list : {"hosts", "passives", "arbiters"})
        for (const auto& host : json::list_at(*root, list))
            if (host.is_string() && hello.hosts.size() < most_members)
                hello.hosts.emplace_back(host.get_string());
    hello.secondary = json::flag_at(*root, "secondary").value_or(false);
    hello.last_write = seconds_of(*root, "lastWrite.opTime");
    hello.local_time = date_of(*root, "localTime");
    return hello;
}

std::optional<View> view_from(std::string_view text) {
    const auto root = accepted(text);
    if (!root) return {};
    View view;
    view.set = text_in(*root, "set");
    view.date = date_of(*root, "date");
    view.term = whole_of(*root, "term");
    view.majority = whole_of(*root, "majorityVoteCount");
    view.committed = seconds_of(*root, "optimes.lastCommittedOpTime");
    view.election_reason = text_in(*root, "electionCandidateMetrics.lastElectionReason");
    view.elected = date_of(*root, "electionCandidateMetrics.lastElectionDate");
    for (const auto& member : json::list_at(*root, "members"))
        if (view.members.size() < most_members) view.members.push_back(member_from(member));
    return view;
}

std::optional<Config> config_from(std::string_view text) {
    const auto root = accepted(text);
    if (!root) return {};
    Config config;
    config.version = whole_of(*root, "config.version");
    config.election_timeout_ms = whole_of(*root, "config.settings.electionTimeoutMillis");
    for (const auto& member : json::list_at(*root, "config.members")) {
        if (config.seats.size() >= most_members) break;
        Seat seat;
        seat.host = text_in(member, "host");
        seat.votes = whole_of(member, "votes").value_or(1);
        seat.priority = number_of(member, "priority").value_or(1);
        seat.arbiter = json::flag_at(member, "arbiterOnly").value_or(false);
        seat.hidden = json::flag_at(member, "hidden").value_or(false);
        seat.delay = whole_of(member, "secondaryDelaySecs")
                         .value_or(whole_of(member, "slaveDelay").value_or(0));
        config.seats.push_back(std::move(seat));
    }
    return config;
}

std::optional<Server> server_from(std::string_view text) {
    const auto root = accepted(text);
    if (!root) return {};
    const auto number = [&](std::string_view path) { return number_of(*root, path); };
    Server server;
    server.uptime = number("uptime");
    server.connections = number("connections.current");
    server.connections_left = number("connections.available");
    server.cursors = number("metrics.cursor.open.total");
    server.cursors_timed_out = number("metrics.cursor.timedOut");
    server.flow_lagged = json::flag_at(*root, "flowControl.isLagged");
    server.flow_lagged_us = number("flowControl.isLaggedTimeMicros");
    server.cache = number("wiredTiger.cache.maximum bytes configured");
    server.cache_used = number("wiredTiger.cache.bytes currently in the cache");
    server.cache_dirty = number("wiredTiger.cache.tracked dirty bytes in the cache");
    server.evicted = number("wiredTiger.cache.pages evicted by application threads");
    if (!server.evicted)
        server.evicted =
            number("wiredTiger.cache.application threads page write from cache to disk count");
    server.tickets = tickets_in(*root);
    server.checkpoint_ms =
        number("wiredTiger.transaction.transaction checkpoint most recent time (msecs)");
    if (!server.checkpoint_ms)
        server.checkpoint_ms = number("wiredTiger.checkpoint.most recent time (msecs)");
    return server;
}

std::optional<std::int64_t> oplog_entry_from(std::string_view text) {
    const auto root = accepted(text);
    if (!root) return {};
    const auto& batch = json::list_at(*root, "cursor.firstBatch");
    return batch.empty() ? std::nullopt : seconds_of(batch.front(), "ts");
}

std::optional<std::int64_t> error_code_in(std::string_view text) {
    const auto document = json::parse(text);
    if (!document || number_of(*document, "ok").value_or(1) != 0) return {};
    return whole_of(*document, "code").value_or(0);
}

}  // namespace diag::mongo
