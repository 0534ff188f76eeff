// SPDX-License-Identifier: Apache-2.0
// Are the certificates of the outside systems sound?
#include "collectors/integrations/picture.hpp"

namespace diag::integrations {
namespace {

constexpr std::int64_t day_ms = 86'400'000;

void judge_certificate(const Picture& picture, const Visit& visit, Bench& bench) {
    const auto& tls = *visit.tls;
    if (tls.not_after == Time{}) return;  // none was shown, and `distrust` says so
    const auto left = (tls.not_after - picture.time).count() / day_ms;
    const Parameters words{{"system", title_of(visit.system)},
                           {"server", server_text(visit)},
                           {"host", visit.system.host},
                           {"name", tls.name},
                           {"reason", tls.distrust},
                           {"from", to_text(tls.not_before).substr(0, 10)},
                           {"until", to_text(tls.not_after).substr(0, 10)},
                           {"days", std::to_string(left)}};
    const auto find = [&](const char* id, Severity severity) {
        bench.find(id, bounded(severity, !visit.system.discovered), words, {"visits"});
    };
    if (picture.time > tls.not_after)
        return find("integrations.certificate_expired", Severity::critical);
    if (picture.time < tls.not_before)
        return find("integrations.certificate_not_yet", Severity::critical);
    if (static_cast<double>(left) < bench.limit("integrations.certificate_days"))
        find("integrations.certificate_expiring", Severity::warning);
    if (!tls.distrust.empty()) find("integrations.certificate_untrusted", Severity::warning);
    if (!tls.names_host) find("integrations.certificate_wrong_name", Severity::warning);
}

}  // namespace

void judge_trust(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits)
        if (visit.tls) judge_certificate(picture, visit, bench);
}

}  // namespace diag::integrations
