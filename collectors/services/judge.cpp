// SPDX-License-Identifier: Apache-2.0
#include "collectors/services/judge.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "collectors/services/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

constexpr std::int64_t day_seconds = 86'400;
/// The processes of each service at one time, by pid.
struct Reading {
    std::string boot;
    std::map<std::string, std::set<std::int64_t>> pids;
};

std::optional<Reading> reading_from(std::string_view line, std::int64_t since) {
    const auto document = json::parse(line);
    if (!document || json::integer_at(*document, "time").value_or(0) < since) return std::nullopt;
    Reading reading{.boot = json::text_at(*document, "boot").value_or("")};
    for (const auto& each : json::list_at(*document, "starts")) {
        const auto service = json::text_at(each, "service").value_or("");
        if (!service.empty())
            reading.pids[service].insert(json::integer_at(each, "pid").value_or(0));
    }
    return reading;
}

/// Processes of a service that were there and are gone, and have been followed by others: from one
/// reading to the next, within one life of the machine. Pids tell them, since start times move
/// when the clock is set.
std::map<std::string, std::size_t> restarts_in(const std::vector<Reading>& readings) {
    std::map<std::string, std::size_t> all;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        const auto& before = readings[i - 1];
        if (before.boot != readings[i].boot) continue;
        for (const auto& [service, now] : readings[i].pids) {
            const auto earlier = before.pids.find(service);
            if (earlier == before.pids.end()) continue;
            const auto kept = static_cast<std::size_t>(std::ranges::count_if(
                now, [&](std::int64_t pid) { return earlier->second.contains(pid); }));
            const auto replaced = std::min(now.size(), earlier->second.size()) - kept;
            if (replaced > 0 && kept < now.size()) all[service] += replaced;
        }
    }
    return all;
}

struct Unit {
    std::string id, active, sub, result;
    std::uint64_t restarts = 0;
};

std::vector<Unit> units_in(std::string_view text) {
    std::vector<Unit> units;
    for (const auto line : lines_of(text)) {
        const auto equals = line.find('=');
        if (equals == line.npos) continue;
        const auto key = line.substr(0, equals);
        const auto value = printable(line.substr(equals + 1));
        if (units.empty() || (key == "Id" && !units.back().id.empty())) units.emplace_back();
        auto& unit = units.back();
        if (key == "Id") unit.id = value;
        if (key == "ActiveState") unit.active = value;
        if (key == "SubState") unit.sub = value;
        if (key == "Result") unit.result = value;
        if (key == "NRestarts") unit.restarts = natural(value).value_or(0);
    }
    return units;
}

/// "3.48: a, b; 3.49: c"
std::string listed(const std::map<std::string, std::set<std::string>>& places) {
    std::string text;
    for (const auto& [version, names] : places) {
        text += (text.empty() ? "" : "; ") + version + ": ";
        for (const auto& name : names) text += (name == *names.begin() ? "" : ", ") + name;
    }
    return text;
}

/// Nodes that answer and tell no version, beside others that do: whether theirs is the same
/// nobody knows.
void judge_untold(const Picture& picture, const std::set<std::string>& told, Bench& bench) {
    if (told.empty()) return;
    std::set<std::string> untold;
    for (const auto& probe : picture.probes)
        if (!probe.fault && !told.contains(probe.node)) untold.insert(probe.node);
    for (const auto& node : untold)
        bench.find("services.version_untold", Severity::unknown,
                   {{"node", picture.node_text(node)}}, {"probes"});
}

}  // namespace

std::string title_of(std::string_view service) {
    const auto* known = service_named(service);
    return std::string(known ? known->title : service);
}

std::string Picture::node_text(const std::string& node) const {
    std::set<std::string> addresses;
    for (const auto& probe : probes)
        if (probe.node == node && node != "here" && !probe.address.empty() && probe.address != node)
            addresses.insert(probe.address);
    std::string text;
    for (const auto& address : addresses) text += (text.empty() ? "" : ", ") + address;
    return text.empty() ? node : node + " (" + text + ")";
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    if (const auto text = item(evidence, "site"))
        if (const auto document = json::parse(*text)) picture.site = site_from(*document);
    if (const auto text = item(evidence, "probes"))
        if (const auto document = json::parse(*text); document && document->is_array())
            for (const auto& each : document->get_array())
                picture.probes.push_back(probe_from(each));
    if (const auto text = item(evidence, "time"))
        picture.time = Time{milliseconds{integer(trimmed(*text)).value_or(0)}};
    picture.units = item(evidence, "units").value_or("");
    picture.starts = item(evidence, "starts").value_or("");
    picture.past_starts = item(evidence, "past_starts").value_or("");
    return picture;
}

void judge_versions(const Picture& picture, Bench& bench) {
    using Places = std::map<std::string, std::set<std::string>>;  // by version
    std::map<std::string, Places> nodes_of;                       // ... by service
    std::map<std::string, Places> services_on;                    // ... by node
    for (const auto& probe : picture.probes) {
        const auto version = probe.status == 200 ? version_in(probe.body) : std::nullopt;
        if (!version) continue;
        nodes_of[probe.service][*version].insert(picture.node_text(probe.node));
        services_on[probe.node][*version].insert(title_of(probe.service));
    }
    std::set<std::string> told;
    for (const auto& [node, versions] : services_on) told.insert(node);
    judge_untold(picture, told, bench);
    bool mixed = false;
    for (const auto& [service, versions] : nodes_of) {
        for (const auto& [version, nodes] : versions)
            bench.note("services.version", title_of(service) + " " + version);
        if (versions.size() < 2) continue;
        mixed = true;
        bench.find("services.version_mixed", Severity::critical,
                   {{"service", title_of(service)}, {"versions", listed(versions)}}, {"probes"});
    }
    if (mixed) return;
    for (const auto& [node, versions] : services_on)
        if (versions.size() > 1)
            return bench.find("services.version_uneven", Severity::info,
                              {{"versions", listed(versions)}}, {"probes"});
}

void judge_lives(const Picture& picture, Bench& bench) {
    for (const auto& unit : units_in(picture.units)) {
        if (unit.active == "failed")
            bench.find("services.unit_failed", Severity::critical,
                       {{"unit", unit.id}, {"result", unit.result}}, {"units"});
        else if (unit.sub == "auto-restart")
            bench.find("services.unit_restarting", Severity::critical,
                       {{"unit", unit.id}, {"restarts", std::to_string(unit.restarts)}}, {"units"});
    }
    const auto since = picture.time.time_since_epoch().count() / 1000 - day_seconds;
    std::vector<Reading> readings;
    for (const auto line : lines_of(picture.past_starts))
        if (auto reading = reading_from(line, since)) readings.push_back(std::move(*reading));
    if (auto reading = reading_from(picture.starts, since)) readings.push_back(std::move(*reading));
    for (const auto& [service, count] : restarts_in(readings)) {
        const auto number = static_cast<double>(count);
        if (number < bench.limit("services.restarts_warning")) continue;
        const bool critical = number >= bench.limit("services.restarts_critical");
        bench.find("services.restarted", critical ? Severity::critical : Severity::warning,
                   {{"service", title_of(service)}, {"count", std::to_string(count)}}, {"starts"});
    }
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(evidence, thresholds, in_force);
    judge_answers(picture, bench);
    judge_versions(picture, bench);
    judge_certificates(picture, bench);
    judge_lives(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::safr_services
