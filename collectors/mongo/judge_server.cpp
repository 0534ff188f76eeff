// SPDX-License-Identifier: Apache-2.0
// Is each mongod's load one it can bear? Counters are compared with an earlier reading: totals
// since its start hide today's trouble.
#include "collectors/mongo/picture.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

std::string percent(double share) { return fixed(share, 0) + " %"; }

/// The reading before the latest one.
struct Before {
    Remembered reading;
    double seconds = 0;  ///< between the two
};

Remembered remembered(const Server& server) {
    Remembered reading;
    reading.flow_lagged_us = server.flow_lagged_us;
    reading.evicted = server.evicted;
    reading.cursors_timed_out = server.cursors_timed_out;
    reading.uptime = server.uptime;
    reading.tickets = server.tickets;
    reading.checkpoint_ms = server.checkpoint_ms;
    return reading;
}

/// Of this run, else of the last one within the hour; nothing when mongod was started between.
std::optional<Before> before_of(const Picture& picture, const Set* set, const Node& node) {
    Before before;
    if (node.earlier_server) {
        const auto first = node.times.find("server");
        const auto second = node.times.find("server.2");
        if (first == node.times.end() || second == node.times.end()) return {};
        before.reading = remembered(*node.earlier_server);
        before.seconds = static_cast<double>((second->second.at - first->second.at).count()) / 1000;
    } else {
        const auto* moment = set ? picture.lately(set->name) : nullptr;
        if (!moment) return {};
        const auto found = moment->members.find(node.name);
        if (found == moment->members.end()) return {};
        before.reading = found->second;
        before.seconds = static_cast<double>((picture.now - moment->time).count()) / 1000;
    }
    const bool same = before.reading.uptime && node.server->uptime &&
                      *node.server->uptime >= *before.reading.uptime;
    return same && before.seconds > 0 ? std::optional(before) : std::nullopt;
}

std::optional<double> growth(std::optional<double> from, std::optional<double> to) {
    if (!from || !to || *to < *from) return {};
    return *to - *from;
}

class Review {
public:
    Review(const Node& node, std::optional<Before> before, Bench& bench)
        : node_(node), server_(*node.server), before_(std::move(before)), bench_(bench) {}

    void run() {
        connections();
        cursors();
        dirty();
        fill();
        evictions();
        tickets();
        checkpoints();
        flow();
    }

private:
    void find(const char* id, Severity severity, std::string value, std::string limit) {
        bench_.find(
            id, severity,
            {{"node", node_.name}, {"value", std::move(value)}, {"limit", std::move(limit)}},
            {node_.item("server")});
    }

    void connections() {
        if (!server_.connections || !server_.connections_left) return;
        const auto all = *server_.connections + *server_.connections_left;
        const auto limit = bench_.limit("mongo.connections_limit");
        if (all <= 0 || *server_.connections * 100 / all <= limit) return;
        find("mongo.connections", Severity::warning,
             fixed(*server_.connections, 0) + " / " + fixed(all, 0), percent(limit));
    }

    void cursors() {
        const auto limit = bench_.limit("mongo.cursors_limit");
        if (server_.cursors && *server_.cursors > limit)
            find("mongo.cursors", Severity::warning, fixed(*server_.cursors, 0), fixed(limit, 0));
        if (!before_) return;
        const auto more = growth(before_->reading.cursors_timed_out, server_.cursors_timed_out);
        const auto rate = bench_.limit("mongo.cursors_timed_out_limit");
        if (more && *more * 60 / before_->seconds > rate)
            find("mongo.cursors_timed_out", Severity::warning,
                 fixed(*more * 60 / before_->seconds, 0) + " /min", fixed(rate, 0) + " /min");
    }

    void dirty() {
        if (!server_.cache || *server_.cache <= 0 || !server_.cache_dirty) return;
        const auto share = *server_.cache_dirty * 100 / *server_.cache;
        const auto info = bench_.limit("mongo.dirty_info");
        if (share <= info) return;
        const auto severity = share >= bench_.limit("mongo.dirty_critical") ? Severity::critical
                              : share > bench_.limit("mongo.dirty_warning") ? Severity::warning
                                                                            : Severity::info;
        find("mongo.cache_dirty", severity, percent(share),
             percent(bench_.limit("mongo.dirty_critical")));
    }

    void fill() {
        if (!server_.cache || *server_.cache <= 0 || !server_.cache_used) return;
        const auto share = *server_.cache_used * 100 / *server_.cache;
        const auto limit = bench_.limit("mongo.cache");
        if (share >= limit)
            find("mongo.cache_full", Severity::critical, percent(share), percent(limit));
    }

    void evictions() {
        if (!before_) return;
        const auto more = growth(before_->reading.evicted, server_.evicted);
        if (more && *more > 0)
            find("mongo.cache_eviction", Severity::warning,
                 fixed(*more / before_->seconds, 1) + " /s", "0 /s");
    }

    void tickets() {
        const auto limit = bench_.limit("mongo.tickets_limit");
        if (!before_ || !server_.tickets || !before_->reading.tickets) return;
        if (*server_.tickets < limit && *before_->reading.tickets < limit)
            find("mongo.tickets", Severity::warning, fixed(*server_.tickets, 0), fixed(limit, 0));
    }

    void checkpoints() {
        const auto limit = bench_.limit("mongo.checkpoint_limit") * 1000;
        if (!before_ || !server_.checkpoint_ms || !before_->reading.checkpoint_ms) return;
        if (*server_.checkpoint_ms > limit && *before_->reading.checkpoint_ms > limit)
            find("mongo.checkpoint", Severity::warning,
                 fixed(*server_.checkpoint_ms / 1000, 0) + " s", fixed(limit / 1000, 0) + " s");
    }

    void flow() {
        const auto limit = bench_.limit("mongo.flow");
        auto share = 0.0;
        if (before_)
            if (const auto more = growth(before_->reading.flow_lagged_us, server_.flow_lagged_us))
                share = *more / 1e6 / before_->seconds * 100;
        if (!server_.flow_lagged.value_or(false) && share <= limit) return;
        find("mongo.flow_control", Severity::warning, share > limit ? percent(share) : "-",
             percent(limit));
    }

    const Node& node_;
    const Server& server_;
    std::optional<Before> before_;
    Bench& bench_;
};

const Set* set_of(const Picture& picture, const Node& node) {
    for (const auto& set : picture.sets)
        for (const auto* each : set.nodes)
            if (each == &node) return &set;
    return nullptr;
}

}  // namespace

void judge_server(const Picture& picture, Bench& bench) {
    for (const auto& node : picture.nodes)
        if (node.server) Review(node, before_of(picture, set_of(picture, node), node), bench).run();
}

}  // namespace diag::mongo
