// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/history.hpp"

#include <algorithm>
#include <array>

#include "collectors/mongo/picture.hpp"
#include "platform/json.hpp"
#include "platform/text.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t most_members = 64;

struct Number {
    std::string_view name;
    std::optional<double> Remembered::*place;
};

constexpr std::array<Number, 6> numbers{{{"flow_us", &Remembered::flow_lagged_us},
                                         {"evicted", &Remembered::evicted},
                                         {"timed_out", &Remembered::cursors_timed_out},
                                         {"uptime", &Remembered::uptime},
                                         {"tickets", &Remembered::tickets},
                                         {"checkpoint_ms", &Remembered::checkpoint_ms}}};

struct Whole {
    std::string_view name;
    std::optional<std::int64_t> Remembered::*place;
};

constexpr std::array<Whole, 3> wholes{{{"state", &Remembered::state},
                                       {"lag", &Remembered::lag},
                                       {"config", &Remembered::config_version}}};

json::object to_json(const Remembered& member) {
    json::object entry;
    for (const auto& [name, place] : numbers)
        if (member.*place) entry[{name.data(), name.size()}] = *(member.*place);
    for (const auto& [name, place] : wholes)
        if (member.*place) entry[{name.data(), name.size()}] = *(member.*place);
    return entry;
}

std::optional<Moment> parse_moment(std::string_view line) {
    const auto document = json::parse(line);
    if (!document) return {};
    const auto time = json::integer_at(*document, "time");
    if (!time) return {};
    Moment moment;
    moment.time = Time{milliseconds{*time}};
    moment.set = json::text_at(*document, "set").value_or("");
    moment.term = json::integer_at(*document, "term");
    moment.window = json::number_at(*document, "window");
    moment.rate = json::number_at(*document, "rate");
    moment.commit_lag = json::number_at(*document, "commit_lag");
    const auto* found = json::find(*document, "members");
    const auto* members = found ? found->if_object() : nullptr;
    if (!members) return moment;
    for (const auto& [name, entry] : *members) {
        if (moment.members.size() >= most_members) break;
        auto& member = moment.members[std::string(name)];
        for (const auto& [key, place] : numbers) member.*place = json::number_at(entry, key);
        for (const auto& [key, place] : wholes) member.*place = json::integer_at(entry, key);
    }
    return moment;
}

void remember_view(const View& view, Moment& moment) {
    moment.term = view.term;
    for (const auto& member : view.members) {
        if (moment.members.size() >= most_members) break;
        auto& kept = moment.members[member.name];
        if (member.state) kept.state = static_cast<std::int64_t>(*member.state);
        kept.lag = view.lag(member);
        kept.config_version = member.config_version;
    }
    const auto* primary = view.primary();
    if (primary && primary->optime && view.committed)
        moment.commit_lag =
            static_cast<double>(std::max<std::int64_t>(0, *primary->optime - *view.committed));
}

void remember_node(const Node& node, Moment& moment) {
    if (const auto window = node.window()) {
        const auto seconds = static_cast<double>(*window);
        moment.window = moment.window ? std::min(*moment.window, seconds) : seconds;
        if (node.oplog_bytes && seconds >= 60) moment.rate = *node.oplog_bytes * 3600 / seconds;
    }
    if (!node.server || moment.members.size() >= most_members) return;
    auto& kept = moment.members[node.name];
    kept.flow_lagged_us = node.server->flow_lagged_us;
    kept.evicted = node.server->evicted;
    kept.cursors_timed_out = node.server->cursors_timed_out;
    kept.uptime = node.server->uptime;
    kept.tickets = node.server->tickets;
    kept.checkpoint_ms = node.server->checkpoint_ms;
}

}  // namespace

std::string write_moment(const Moment& moment) {
    json::object line{{"time", moment.time.time_since_epoch().count()}, {"set", moment.set}};
    if (moment.term) line["term"] = *moment.term;
    if (moment.window) line["window"] = *moment.window;
    if (moment.rate) line["rate"] = *moment.rate;
    if (moment.commit_lag) line["commit_lag"] = *moment.commit_lag;
    json::object members;
    for (const auto& [name, member] : moment.members) members[name] = to_json(member);
    line["members"] = std::move(members);
    return json::write(line);
}

std::vector<Moment> parse_history(std::string_view text, Time now) {
    std::vector<Moment> moments;
    for (const auto line : lines_of(text)) {
        auto moment = parse_moment(line);
        if (moment && moment->time <= now) moments.push_back(std::move(*moment));
    }
    std::ranges::stable_sort(moments, {}, &Moment::time);
    return moments;
}

std::optional<std::string> moment_of(const Evidence& evidence) {
    const auto picture = picture_of(evidence);
    if (picture.sets.empty()) return {};
    const auto& set = picture.sets.front();
    Moment moment;
    moment.time = picture.now;
    moment.set = set.name;
    if (const auto* view = set.view()) remember_view(*view, moment);
    for (const auto* node : set.nodes) remember_node(*node, moment);
    if (moment.members.empty()) return {};
    return write_moment(moment);
}

}  // namespace diag::mongo
