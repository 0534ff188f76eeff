// SPDX-License-Identifier: Apache-2.0
#include "collectors/services/judge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "collectors/services/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

constexpr std::int64_t day_seconds = 86'400;
/// Start times are counted from boot: two readings of one start differ by less than this.
constexpr std::int64_t same_start_seconds = 3;

/// When a service was seen to have started, in seconds; each start once.
class Starts {
public:
    void take(std::string_view line, std::int64_t since) {
        const auto document = json::parse(line);
        if (!document || json::integer_at(*document, "time").value_or(0) < since) return;
        for (const auto& each : json::list_at(*document, "starts")) {
            const auto service = json::text_at(each, "service").value_or("");
            const auto started = json::integer_at(each, "started").value_or(0);
            const auto pid = json::integer_at(each, "pid").value_or(0);
            auto& known = seen_[service];
            const bool old = std::ranges::any_of(known, [&](const auto& earlier) {
                return earlier.first == pid &&
                       std::abs(earlier.second - started) < same_start_seconds;
            });
            if (!service.empty() && !old) known.emplace_back(pid, started);
        }
    }
    /// Starts after `since`, of services of which an earlier life is known.
    std::map<std::string, std::size_t> restarts(std::int64_t since) const {
        std::map<std::string, std::size_t> all;
        for (const auto& [service, lives] : seen_) {
            const auto recent =
                std::ranges::count_if(lives, [&](const auto& life) { return life.second > since; });
            const auto count = std::min<std::size_t>(recent, lives.size() - 1);
            if (count > 0) all[service] = count;
        }
        return all;
    }

private:
    std::map<std::string, std::vector<std::pair<std::int64_t, std::int64_t>>> seen_;
};

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
        const std::string value(line.substr(equals + 1));
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

}  // namespace

void Bench::find(std::string id, Severity severity, Parameters parameters, std::string evidence) {
    judgement.findings.push_back(
        {std::move(id), severity, std::move(parameters), {std::move(evidence)}});
}

double Bench::limit(std::string_view key) const { return threshold(in_force, thresholds, key); }

std::string title_of(std::string_view service) {
    const auto* known = service_named(service);
    return std::string(known ? known->title : service);
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
        nodes_of[probe.service][*version].insert(probe.node);
        services_on[probe.node][*version].insert(title_of(probe.service));
    }
    bool mixed = false;
    for (const auto& [service, versions] : nodes_of) {
        for (const auto& [version, nodes] : versions)
            bench.judgement.facts.push_back(
                {"services.version", title_of(service) + " " + version});
        if (versions.size() < 2) continue;
        mixed = true;
        bench.find("services.version_mixed", Severity::critical,
                   {{"service", title_of(service)}, {"versions", listed(versions)}}, "probes");
    }
    if (mixed) return;
    for (const auto& [node, versions] : services_on)
        if (versions.size() > 1)
            return bench.find("services.version_uneven", Severity::warning,
                              {{"versions", listed(versions)}}, "probes");
}

void judge_lives(const Picture& picture, Bench& bench) {
    for (const auto& unit : units_in(picture.units)) {
        if (unit.active == "failed")
            bench.find("services.unit_failed", Severity::critical,
                       {{"unit", unit.id}, {"result", unit.result}}, "units");
        else if (unit.sub == "auto-restart")
            bench.find("services.unit_restarting", Severity::critical,
                       {{"unit", unit.id}, {"restarts", std::to_string(unit.restarts)}}, "units");
    }
    const auto since = picture.time.time_since_epoch().count() / 1000 - day_seconds;
    Starts starts;
    for (const auto line : lines_of(picture.past_starts)) starts.take(line, since);
    starts.take(picture.starts, since);
    for (const auto& [service, count] : starts.restarts(since)) {
        const auto number = static_cast<double>(count);
        if (number < bench.limit("services.restarts_warning")) continue;
        const bool critical = number >= bench.limit("services.restarts_critical");
        bench.find("services.restarted", critical ? Severity::critical : Severity::warning,
                   {{"service", title_of(service)}, {"count", std::to_string(count)}}, "starts");
    }
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(in_force);
    judge_answers(picture, bench);
    judge_versions(picture, bench);
    judge_certificates(picture, bench);
    judge_lives(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::safr_services
