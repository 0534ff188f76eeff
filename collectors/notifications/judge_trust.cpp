// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "collectors/notifications/picture.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::int64_t day_ms = 86'400'000;
/// What JavaMail, which SAFR's Java services would use, can log in by without being told more.
constexpr std::array<std::string_view, 4> usual{"LOGIN", "PLAIN", "DIGEST-MD5", "NTLM"};

void judge_certificate(const Picture& picture, const Visit& visit, Bench& bench) {
    const auto& tls = *visit.tls;
    const auto left = (tls.not_after - picture.time).count() / day_ms;
    const Parameters words{{"server", server_text(visit)},
                           {"name", tls.name},
                           {"reason", tls.distrust},
                           {"from", to_text(tls.not_before).substr(0, 10)},
                           {"until", to_text(tls.not_after).substr(0, 10)},
                           {"days", std::to_string(left)}};
    if (picture.time > tls.not_after) {
        bench.find("notifications.certificate_expired", Severity::critical, words, {"servers"});
        bench.broken.insert(server_text(visit));
        if (visit.builtin) bench.builtin_lost.insert(server_text(visit));
        return;
    }
    if (picture.time < tls.not_before)
        bench.find("notifications.certificate_not_yet", Severity::critical, words, {"servers"});
    else if (static_cast<double>(left) < bench.limit("notifications.certificate_days"))
        bench.find("notifications.certificate_expiring", Severity::warning, words, {"servers"});
    if (!tls.distrust.empty())
        bench.find("notifications.certificate_untrusted", Severity::warning, words, {"servers"});
    if (!tls.names_host)
        bench.find("notifications.certificate_wrong_name", Severity::warning, words, {"servers"});
}

void judge_tls(const Picture& picture, const Visit& visit, Bench& bench) {
    if (visit.tls) return judge_certificate(picture, visit, bench);
    if (cut_short(visit)) return;
    const Parameters words{{"server", server_text(visit)}, {"reason", visit.reason}};
    if (visit.step == "tls" || visit.step == "starttls") {
        bench.find("notifications.tls_failed", Severity::critical, words, {"servers"});
        bench.broken.insert(server_text(visit));
        if (visit.builtin) bench.builtin_lost.insert(server_text(visit));
    } else if (visit.security == Security::starttls && visit.exchange("ehlo") &&
               visit.exchange("ehlo")->code < 400 && !visit.offers_starttls) {
        bench.find("notifications.starttls_missing", Severity::critical, words, {"servers"});
        bench.broken.insert(server_text(visit));
    }
}

/// Of a server at which SAFR logs in.
void judge_login(const Visit& visit, Bench& bench) {
    const auto* greeting = visit.exchange("ehlo");
    if (!greeting || greeting->code >= 400 || (visit.fault && visit.step != "auth")) return;
    const Parameters words{{"server", server_text(visit)}, {"mechanisms", joined(visit.auth)}};
    if (visit.auth.empty()) {
        bench.find("notifications.login_not_offered", Severity::critical, words, {"servers"});
        bench.broken.insert(server_text(visit));
    } else if (std::none_of(visit.auth.begin(), visit.auth.end(), [](const std::string& each) {
                   return std::find(usual.begin(), usual.end(), each) != usual.end();
               })) {
        bench.find("notifications.login_mechanism", Severity::warning, words, {"servers"});
    }
    if (!visit.tls)
        bench.find("notifications.password_in_clear", Severity::warning, words, {"servers"});
}

/// Whether any entry that uses this server has a user and a password.
bool logs_in(const Picture& picture, const Visit& visit) {
    if (!picture.actions) return false;
    return std::any_of(
        picture.actions->channels.begin(), picture.actions->channels.end(),
        [&](const Channel& each) { return each.has_login && visit_of(picture, each) == &visit; });
}

}  // namespace

void judge_trust(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits) {
        judge_tls(picture, visit, bench);
        if (logs_in(picture, visit)) judge_login(visit, bench);
    }
}

}  // namespace diag::notifications
