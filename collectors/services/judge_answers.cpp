// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "collectors/services/judge.hpp"
#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

using Group = std::vector<const Probe*>;

/// By node, then by service.
std::map<std::string, std::map<std::string, Group>> grouped(const Picture& picture) {
    std::map<std::string, std::map<std::string, Group>> groups;
    for (const auto& probe : picture.probes) groups[probe.node][probe.service].push_back(&probe);
    return groups;
}

/// How near to health an answer is: the best of a service's ports counts.
int rank(const Probe& probe) {
    if (!probe.fault) {
        if (probe.status >= 200 && probe.status < 400) return 5;
        // "plain HTTP to a TLS port" is answered by 400: it tells that something listens, no more.
        return probe.status >= 500 ? 4 : probe.status == 400 ? 2 : 3;
    }
    return *probe.fault == Fault::timed_out ? 1 : 0;
}

const Probe& best_of(const Group& group) {
    return **std::ranges::max_element(group, {}, [](const Probe* probe) { return rank(*probe); });
}

std::string ports_text(const Group& group) {
    std::string text;
    std::set<std::uint16_t> seen;
    for (const auto* probe : group)
        if (seen.insert(probe->port).second)
            text += (text.empty() ? "" : ", ") + std::to_string(probe->port);
    return text;
}

/// Virga and the console are served by the primary alone (safr-facts 1.1). Where no other node
/// serves them they are missed here, whatever role is thought to be this server's: it was told by
/// what runs.
bool is_of_primary(std::string_view service) { return service == "virga" || service == "console"; }

bool expected_here(const Picture& picture, std::string_view service) {
    if (!is_of_primary(service) || picture.site.role == "primary" ||
        !processes_of(picture.site, service).empty())
        return true;
    return std::ranges::none_of(picture.probes, [&](const Probe& probe) {
        return probe.service == service && probe.node != "here" && rank(probe) == 5;
    });
}

/// Ports that answer neither plain nor by TLS while another one of the service is well. The
/// console's second port is optional (safr-facts 1.3).
void judge_ports(const std::string& service, const Group& group, Bench& bench) {
    std::map<std::uint16_t, int> best;
    for (const auto* probe : group) best[probe->port] = std::max(best[probe->port], rank(*probe));
    std::string lost;
    for (const auto& [port, how] : best)
        if (how < 2) lost += (lost.empty() ? "" : ", ") + std::to_string(port);
    if (!lost.empty() && service != "console")
        bench.find("services.port_dead", Severity::warning,
                   {{"service", title_of(service)}, {"ports", lost}}, {"probes"});
}

void judge_service(const Picture& picture, const std::string& service, const Group& group,
                   Bench& bench) {
    const auto& best = best_of(group);
    const Parameters words{{"service", title_of(service)},
                           {"ports", ports_text(group)},
                           {"status", std::to_string(best.status)},
                           {"path", best.path},
                           {"reason", best.reason}};
    const bool runs = !processes_of(picture.site, service).empty();
    switch (rank(best)) {
        case 0:
            return bench.find(runs ? "services.not_listening" : "services.down", Severity::critical,
                              words, {"probes"});
        case 1:
            return bench.find("services.silent", Severity::critical, words, {"probes"});
        case 4:
            return bench.find("services.failing", Severity::critical, words, {"probes"});
        case 2:
        case 3:
            return bench.find("services.unexpected_answer", Severity::warning, words, {"probes"});
        default:
            break;
    }
    judge_ports(service, group, bench);
    if (static_cast<double>(best.total.count()) > bench.limit("services.slow"))
        bench.find("services.slow", Severity::warning,
                   {{"service", title_of(service)},
                    {"took", std::to_string(best.total.count()) + " ms"},
                    {"port", std::to_string(best.port)}},
                   {"probes"});
}

void note_ports(const std::string& service, const Group& group, Bench& bench) {
    std::string text;
    for (const auto* probe : group)
        if (rank(*probe) == 5)
            text += (text.empty() ? "" : ", ") + std::to_string(probe->port) +
                    (probe->scheme == "https" ? " HTTPS " : " HTTP ") +
                    std::to_string(probe->total.count()) + " ms";
    if (!text.empty()) bench.note("services.answers", title_of(service) + ": " + text);
}

/// Which other server serves what SAFR's primary alone serves, by every name and address it is
/// known by; nothing where none does, this one does as well, or there may be two.
void note_primary(const Picture& picture, Bench& bench) {
    std::set<std::string> nodes, addresses;
    for (const auto& probe : picture.probes) {
        if (!is_of_primary(probe.service) || rank(probe) != 5) continue;
        nodes.insert(probe.node);
        if (!probe.address.empty()) addresses.insert(probe.address);
    }
    if (nodes.empty() || nodes.contains("here")) return;
    if (nodes.size() > 1 && addresses.size() != 1) return;
    addresses.merge(nodes);
    bench.note("services.safr_primary", joined(addresses));
}

void judge_node(const Picture& picture, const std::string& node,
                const std::map<std::string, Group>& services_there, Bench& bench) {
    std::string lost;
    std::size_t up = 0;
    const Probe* sample = nullptr;
    for (const auto& [service, group] : services_there) {
        const auto& best = best_of(group);
        if (rank(best) >= 2) {
            ++up;
            continue;
        }
        sample = &best;
        if (service != "virga" && service != "console")
            lost += (lost.empty() ? "" : ", ") + title_of(service);
    }
    if (up == 0 && sample)
        bench.find("services.node_unreachable", Severity::critical,
                   {{"node", picture.node_text(node)}, {"reason", sample->reason}}, {"probes"});
    else if (!lost.empty())
        bench.find("services.down_on_node", Severity::critical,
                   {{"node", picture.node_text(node)}, {"services", lost}}, {"probes"});
}

}  // namespace

void judge_answers(const Picture& picture, Bench& bench) {
    note_primary(picture, bench);
    for (const auto& [node, services_there] : grouped(picture)) {
        if (node != "here") {
            judge_node(picture, node, services_there, bench);
            continue;
        }
        // That nothing of SAFR runs at all is one finding, of `install`.
        if (picture.site.processes.empty()) continue;
        for (const auto& [service, group] : services_there) {
            if (expected_here(picture, service)) judge_service(picture, service, group, bench);
            note_ports(service, group, bench);
        }
    }
}

}  // namespace diag::safr_services
