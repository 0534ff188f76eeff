// SPDX-License-Identifier: Apache-2.0
#include "collectors/services/gather.hpp"

#include <algorithm>
#include <set>

#include "collectors/services/probe.hpp"
#include "platform/certificate.hpp"
#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

constexpr milliseconds patience{5'000};
constexpr milliseconds patience_brief{1'500};
constexpr milliseconds check_patience{20'000};
constexpr std::size_t body_limit = 64 * 1024;
constexpr std::size_t body_kept = 2 * 1024;
constexpr std::size_t check_limit = 256 * 1024;
constexpr std::size_t most_ports = 6;  ///< of one service
constexpr std::size_t most_nodes = 32;
constexpr std::size_t most_unit_files = 2'000;
constexpr std::size_t unit_limit = 64 * 1024;
constexpr std::size_t history_limit = 64 * 1024;

/// The address to reach a port of this server by: where its listener is, loopback else.
std::string address_of(const Site& site, std::string_view service, std::uint16_t port) {
    for (const auto* process : processes_of(site, service))
        for (const auto& listener : process->listeners)
            if (listener.port == port && !is_wildcard(listener.address)) return listener.address;
    return "127.0.0.1";
}

struct Asked {
    Probe probe;
    HttpRequest request;
};

/// Every port by TLS and plain: which of a pair is which is not to be relied on.
void add(const Service& service, const std::string& node, const std::string& host,
         std::uint16_t port, std::vector<Asked>& all) {
    for (const auto* scheme : {"https", "http"})
        all.push_back({{.service = std::string(service.id),
                        .node = node,
                        .port = port,
                        .scheme = scheme,
                        .path = std::string(service.health)},
                       {.scheme = scheme,
                        .host = host,
                        .port = port,
                        .target = std::string(service.health)}});
}

std::vector<Asked> questions(const Site& site) {
    std::vector<Asked> all;
    for (const auto& service : services()) {
        if (service.health.empty()) continue;
        auto ports = ports_of(site, service.id);
        if (ports.size() > most_ports) ports.resize(most_ports);
        for (const auto port : ports)
            add(service, "here", address_of(site, service.id, port), port, all);
        for (std::size_t i = 0; i < std::min(site.nodes.size(), most_nodes); ++i)
            for (const auto port : ports) add(service, site.nodes[i], site.nodes[i], port, all);
    }
    return all;
}

std::optional<Shown> shown_by(const HttpAnswer& answer, const std::string& host) {
    if (!answer.tls || answer.tls->chain.empty()) return std::nullopt;
    const auto certificate = Certificate::from_pem(answer.tls->chain.front(), host);
    if (!certificate) return std::nullopt;
    return Shown{.name = certificate->name(),
                 .names = certificate->alternative_names(),
                 .fingerprint = certificate->fingerprint(),
                 .protocol = answer.tls->version,
                 .not_before = certificate->not_before(),
                 .not_after = certificate->not_after(),
                 .self_signed = certificate->self_signed(),
                 .names_host = certificate->is_for(host)};
}

Probe answered(Asked asked, const Result<HttpAnswer>& answer) {
    auto& probe = asked.probe;
    if (!answer) {
        probe.fault = answer.error().fault;
        probe.reason = answer.error().what;
        return probe;
    }
    probe.address = answer->address;
    probe.status = answer->status;
    probe.reason = printable(answer->reason);
    probe.body = printable(std::string_view(answer->body).substr(0, body_kept));
    probe.server = printable(header_of(answer->headers, "Server").value_or(""));
    probe.connect = answer->connect;
    probe.total = answer->total;
    probe.certificate = shown_by(*answer, asked.request.host);
    return probe;
}

void give_probes(World& world, Sink& sink) {
    sink.doing("asking the services");
    const auto asked = questions(world.scope.site);
    std::vector<HttpRequest> requests;
    for (const auto& each : asked) requests.push_back(each.request);
    const auto answers =
        world.http.ask(requests, body_limit, world.scope.brief ? patience_brief : patience);
    json::array probes;
    for (std::size_t i = 0; i < asked.size(); ++i)
        probes.push_back(to_json(answered(asked[i], answers[i])));
    sink.give("probes", json::write(probes));
}

/// Unit files whose text names a root of SAFR.
std::vector<std::string> units_under(World& world) {
    std::set<std::string> units;
    for (const auto* directory : {"/etc/systemd/system", "/usr/lib/systemd/system"}) {
        const auto names = world.files.list(directory, most_unit_files);
        if (!names) continue;
        for (const auto& name : *names) {
            if (!name.ends_with(".service")) continue;
            const auto text = world.files.read(std::string(directory) + "/" + name, unit_limit);
            if (text && (text->find(world.scope.program_root + "/") != text->npos ||
                         text->find(world.scope.data_root + "/") != text->npos))
                units.insert(name);
        }
    }
    for (const auto& process : world.scope.site.processes)
        if (!process.unit.empty()) units.insert(process.unit);
    return {units.begin(), units.end()};
}

void give_units(World& world, Sink& sink) {
    const auto units = units_under(world);
    if (units.empty()) return;
    std::vector<std::string> argv{"systemctl", "show", "--no-pager",
                                  "--property=Id,ActiveState,SubState,NRestarts,Result"};
    argv.insert(argv.end(), units.begin(), units.end());
    const auto answer = world.programs.run(argv, unit_limit, milliseconds{3'000});
    if (answer)
        sink.give("units", answer->output);
    else
        sink.give("units", answer.error());
}

void give_check(World& world, Sink& sink) {
    const auto program = world.scope.program_root + "/bin/check";
    sink.doing("running SAFR's own check");
    const auto trusted = world.programs.trusted(program);
    if (!trusted) return sink.give("check", trusted.error());
    const auto answer = world.programs.run({*trusted}, check_limit, check_patience);
    if (!answer) return sink.give("check", answer.error());
    sink.give("check", "exit code " + std::to_string(answer->exit_code) + "\n" + answer->output +
                           answer->errors);
}

/// Which processes each service is now, to be remembered: others in their place are a restart.
void give_starts(World& world, Sink& sink) {
    json::array starts;
    for (const auto& process : world.scope.site.processes)
        starts.push_back({{"service", process.service}, {"pid", process.pid}});
    const auto boot = world.files.read("/proc/sys/kernel/random/boot_id", 100);
    sink.give("starts", json::write({{"time", world.clock.now().time_since_epoch().count() / 1000},
                                     {"boot", boot ? std::string(trimmed(*boot)) : ""},
                                     {"starts", std::move(starts)}}));
    const std::string_view past = world.scope.past;
    sink.give("past_starts",
              std::string(past.substr(past.size() - std::min(past.size(), history_limit))));
}

}  // namespace

void gather(World& world, Sink& sink) {
    sink.give("site", json::write(to_json(world.scope.site)));
    sink.give("time", std::to_string(world.clock.now().time_since_epoch().count()));
    give_starts(world, sink);
    if (world.scope.site.processes.empty() && world.scope.site.nodes.empty()) return;
    give_probes(world, sink);
    give_units(world, sink);
    if (!world.scope.brief) give_check(world, sink);
}

}  // namespace diag::safr_services
