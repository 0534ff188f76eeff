// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/picture.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

/// An answer this long after the question was asked is still to come: check waits less.
constexpr std::uint64_t brief_ms = 5'000;

Parameters about(const Visit& visit) {
    return {{"server", server_text(visit)},
            {"reason", visit.reason},
            {"address", visit.address.empty() ? visit.host : visit.address}};
}

void lose(const Visit& visit, Bench& bench, std::string id, Parameters more = {}) {
    auto parameters = about(visit);
    parameters.merge(more);
    bench.find(std::move(id), Severity::critical, std::move(parameters), {"servers"});
    bench.broken.insert(server_text(visit));
    if (visit.builtin) bench.builtin_lost.insert(server_text(visit));
}

void judge_name(const Visit& visit, Bench& bench) {
    if (visit.fault == Fault::timed_out)
        lose(visit, bench, "notifications.name_silent");
    else
        lose(visit, bench, "notifications.name_unknown");
}

/// A reply that ends the visit: for now (4xx), or for good.
void judge_turned_away(const Visit& visit, const Exchange& said, Bench& bench) {
    const Parameters reply{{"code", std::to_string(said.code)}, {"text", said.text}};
    if (said.code >= 400 && said.code < 500)
        lose(visit, bench, "notifications.busy", reply);
    else
        lose(visit, bench, "notifications.turned_away", reply);
}

void judge_greeting(const Visit& visit, Bench& bench) {
    const auto* banner = visit.exchange("banner");
    if (visit.step == "banner" && visit.fault == Fault::timed_out)
        return lose(visit, bench, "notifications.no_greeting");
    if (visit.fault == Fault::full) return lose(visit, bench, "notifications.endless");
    if (visit.fault == Fault::malformed) return lose(visit, bench, "notifications.no_smtp");
    if (visit.fault == Fault::timed_out || visit.fault == Fault::io)
        return lose(visit, bench, "notifications.hung_up", {{"step", visit.step}});
    const auto* greeting = visit.exchange("ehlo");
    for (const auto* said : {banner, greeting})
        if (said && said->code >= 400) return judge_turned_away(visit, *said, bench);
}

void judge_visit(const Visit& visit, Bench& bench) {
    // A check does not wait for as long as some servers let strangers wait.
    if (cut_short(visit))
        return bench.find("notifications.greeting_late", Severity::unknown, about(visit),
                          {"servers"});
    if (visit.step == "name") return judge_name(visit, bench);
    if (visit.step == "connect") {
        if (!visit.fault) return;
        if (visit.fault == Fault::refused) return lose(visit, bench, "notifications.refused");
        return lose(visit, bench, "notifications.unreachable");
    }
    // What TLS and the log-in met is judged with them.
    const bool early = visit.step == "banner" || visit.step == "ehlo";
    if (visit.fault && (early || visit.fault == Fault::full)) judge_greeting(visit, bench);
    const auto* banner = visit.exchange("banner");
    if (banner && static_cast<double>(banner->took.count()) > bench.limit("notifications.slow"))
        bench.find("notifications.slow", Severity::warning,
                   {{"server", server_text(visit)},
                    {"seconds", fixed(static_cast<double>(banner->took.count()) / 1000, 1)}},
                   {"servers"});
}

}  // namespace

bool cut_short(const Visit& visit) {
    return visit.fault == Fault::timed_out && (visit.patience < brief_ms || visit.starved);
}

void judge_reach(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits) judge_visit(visit, bench);
}

}  // namespace diag::notifications
