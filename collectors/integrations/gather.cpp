// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/gather.hpp"

#include <algorithm>

#include "collectors/authorities.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr std::size_t most_systems = 32;
constexpr std::size_t most_entries = 2'000;
constexpr std::size_t most_logs = 2;
constexpr std::size_t log_limit = std::size_t{2} << 20;
constexpr std::size_t history_limit = std::size_t{64} << 10;
constexpr milliseconds log_patience{2'000};
constexpr milliseconds names_patience{5'000};
/// A visit has up to five steps that wait. With names and logs (5 s, 6 s) the collector stays
/// within its 40 s.
constexpr milliseconds patience{6'000};
constexpr milliseconds patience_brief{2'500};
constexpr int steps_in_all = 3;

void give(Sink& sink, std::string_view name, const json::value& document) {
    sink.give(std::string(name), json::write(document));
}

bool is_sync_log(const Entry& entry) {
    const std::string_view name = entry.path;
    return entry.kind == Kind::file && name.starts_with("sync") && name.find("log") != name.npos &&
           name.find('/') == name.npos && !name.ends_with(".gz") && !name.ends_with(".zip");
}

/// The end of each, one after the other.
Result<std::string> text_of(const std::vector<std::string>& logs, Programs& programs) {
    std::string text;
    for (const auto& path : logs) {
        const auto end = programs.run({"tail", "-c", std::to_string(log_limit), "--", path},
                                      log_limit + 1, log_patience);
        if (!end) return end.error();
        if (end->exit_code != 0) return Error{Fault::denied, path + " cannot be read"};
        text += end->output;
        if (!text.empty() && text.back() != '\n') text += '\n';
    }
    return text;
}

std::vector<System> configured(const IntegrationSettings& settings) {
    std::vector<System> all;
    for (const auto& text : settings.systems)
        if (auto system = system_from(text); system && all.size() < most_systems)
            all.push_back(std::move(*system));
    return all;
}

Result<SyncLog> read_log(World& world) {
    const auto logs = sync_logs(world.scope, world.paths);
    if (!logs) return logs.error();
    const auto text = text_of(*logs, world.programs);
    if (!text) return text.error();
    return sync_log_in(*text, TimestampReader(world.clock.now()),
                       configured(world.scope.integrations));
}

/// What the site believes beside the system's authorities; empty where that cannot be read.
std::string believed(World& world, Sink& sink) {
    auto authorities = authorities_in(world.scope.integrations.ca_file, world.paths);
    if (authorities) return std::move(*authorities);
    sink.give("authorities", authorities.error());
    return {};
}

/// Which servers answered, and when the last sync succeeded: remembered.
json::value reached_text(const std::vector<Visit>& visits, const Result<SyncLog>& log, Time now) {
    json::array servers, successes;
    for (const auto& visit : visits)
        if (visit.step == Step::whole)
            servers.push_back({{"host", visit.system.host}, {"port", visit.port}});
    if (log)
        for (const auto& each : log->syncs)
            if (each.success)
                successes.push_back({{"product", each.product},
                                     {"host", each.host},
                                     {"time", each.success->time_since_epoch().count()}});
    return {{"time", now.time_since_epoch().count()},
            {"servers", std::move(servers)},
            {"successes", std::move(successes)}};
}

}  // namespace

Result<std::vector<std::string>> sync_logs(const Scope& scope, Paths& paths) {
    std::optional<Error> why;
    for (const auto& root : {scope.data_root, scope.program_root}) {
        if (root.empty()) continue;
        const auto folder = root + "/cv-event/logs";
        auto walk = paths.walk(folder, most_entries, log_patience);
        if (!walk) {
            if (!why) why = walk.error();
            continue;
        }
        auto& entries = walk->entries;
        std::erase_if(entries, [](const Entry& entry) { return !is_sync_log(entry); });
        if (entries.empty()) continue;
        std::ranges::sort(entries, {}, &Entry::modified);
        std::vector<std::string> logs;
        const auto first = entries.size() - std::min(entries.size(), most_logs);
        for (auto i = first; i < entries.size(); ++i)
            logs.push_back(folder + "/" + entries[i].path);
        return logs;
    }
    return why.value_or(Error{Fault::absent, "there is no sync.log"});
}

std::vector<System> systems_of(const IntegrationSettings& settings, const SyncLog* log) {
    auto all = configured(settings);
    if (!log) return all;
    for (const auto& named : log->named) {
        const bool known = std::ranges::any_of(all, [&](const System& each) {
            return may_be(each.kind, named.kind) && lowered(each.host) == lowered(named.host);
        });
        if (!known && all.size() < most_systems) all.push_back(named);
    }
    return all;
}

std::vector<Visit> visit_systems(const std::vector<System>& systems, std::string_view authorities,
                                 milliseconds step) {
    std::vector<std::string> hosts;
    for (const auto& system : systems) hosts.push_back(system.host);
    const auto found = addresses_of(hosts, std::min(step, names_patience));
    std::vector<Call> calls;
    for (std::size_t i = 0; i < systems.size(); ++i)
        for (const auto port : ports_of(systems[i]))
            calls.push_back({.system = systems[i], .port = port, .addresses = found[i]});
    return visit_all(calls, authorities, step, step * steps_in_all);
}

void gather(World& world, Sink& sink) {
    const auto& scope = world.scope;
    sink.give("time", std::to_string(world.clock.now().time_since_epoch().count()));
    if (!scope.site.known && scope.integrations.systems.empty()) return;
    const auto log = read_log(world);
    if (log)
        give(sink, "log", to_json(*log));
    else
        sink.give("log", log.error());
    const auto systems = systems_of(scope.integrations, log ? &*log : nullptr);
    std::vector<Visit> visits;
    if (!systems.empty()) {
        sink.doing("asking the outside systems");
        visits =
            visit_systems(systems, believed(world, sink), scope.brief ? patience_brief : patience);
    }
    json::array all;
    for (const auto& visit : visits) all.push_back(to_json(visit));
    give(sink, "visits", all);
    give(sink, "reached", reached_text(visits, log, world.clock.now()));
    sink.give("past_reached", std::string(newest_lines(scope.past, history_limit)));
}

}  // namespace diag::integrations
