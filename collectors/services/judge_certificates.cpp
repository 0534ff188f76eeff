// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "collectors/services/judge.hpp"
#include "platform/text.hpp"

namespace diag::safr_services {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// Where one certificate was shown, and the certificate.
struct Showing {
    const Shown* shown = nullptr;
    std::set<std::string> nodes;
    std::set<std::uint16_t> ports;
    std::set<std::string> not_named;  ///< nodes it is not for
};

std::map<std::string, Showing> showings(const Picture& picture) {
    std::map<std::string, Showing> all;
    for (const auto& probe : picture.probes) {
        if (!probe.certificate) continue;
        auto& showing = all[probe.certificate->fingerprint];
        showing.shown = &*probe.certificate;
        showing.nodes.insert(picture.node_text(probe.node));
        showing.ports.insert(probe.port);
        // By which names clients know this server itself is not known.
        if (probe.node != "here" && !probe.certificate->names_host)
            showing.not_named.insert(picture.node_text(probe.node));
    }
    return all;
}

void judge_time(const Picture& picture, const Showing& showing, Bench& bench) {
    const auto& shown = *showing.shown;
    const auto left = (shown.not_after - picture.time).count() / day_ms;
    const Parameters words{{"name", shown.name},
                           {"ports", joined(showing.ports)},
                           {"until", to_text(shown.not_after).substr(0, 10)},
                           {"days", std::to_string(left)},
                           {"from", to_text(shown.not_before).substr(0, 10)}};
    if (picture.time > shown.not_after)
        bench.find("services.certificate_expired", Severity::critical, words, {"probes"});
    else if (picture.time < shown.not_before)
        bench.find("services.certificate_not_yet", Severity::critical, words, {"probes"});
    else if (static_cast<double>(left) < bench.limit("services.certificate_days"))
        bench.find("services.certificate_expiring", Severity::warning, words, {"probes"});
}

}  // namespace

void judge_certificates(const Picture& picture, Bench& bench) {
    for (const auto& [fingerprint, showing] : showings(picture)) {
        const auto& shown = *showing.shown;
        judge_time(picture, showing, bench);
        if (shown.self_signed && showing.nodes.size() > 1)
            bench.find("services.certificate_shared", Severity::warning,
                       {{"nodes", joined(showing.nodes)}, {"name", shown.name}}, {"probes"});
        else if (shown.self_signed)
            bench.find("services.certificate_self_signed", Severity::info,
                       {{"name", shown.name}, {"ports", joined(showing.ports)}}, {"probes"});
        if (!showing.not_named.empty() && !shown.self_signed)
            bench.find("services.certificate_wrong_name", Severity::warning,
                       {{"name", shown.name}, {"nodes", joined(showing.not_named)}}, {"probes"});
        if (shown.protocol == "TLSv1" || shown.protocol == "TLSv1.1")
            bench.find("services.tls_old", Severity::warning,
                       {{"protocol", shown.protocol}, {"ports", joined(showing.ports)}},
                       {"probes"});
        bench.note("services.certificate",
                   shown.name + ", " + to_text(shown.not_after).substr(0, 10) + ", SHA-256 " +
                       printable(std::string_view(fingerprint).substr(0, 16)));
    }
}

}  // namespace diag::safr_services
