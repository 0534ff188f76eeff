// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "collectors/notifications/picture.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

void judge_providers(const Picture& picture, Bench& bench) {
    for (const auto& each : picture.providers)
        if (each.fault)
            bench.find("notifications.sms_unreachable", Severity::critical,
                       {{"provider", each.url}, {"reason", each.reason}}, {"providers"});
}

/// Whether the name server that told of a domain knows names of others: one that knows this site's
/// alone denies every other.
bool knows_others(const Picture& picture, const Domain& told) {
    return std::any_of(picture.domains.begin(), picture.domains.end(), [&](const Domain& each) {
        return each.control && each.exists && each.server == told.server;
    });
}

void judge_domains(const Picture& picture, Bench& bench) {
    std::vector<std::string> nowhere, denied;
    for (const auto& each : picture.domains)
        if (!each.control && (!each.exists || !each.takes_mail))
            (knows_others(picture, each) ? nowhere : denied).push_back(one_line(each.name));
    // Mails may be sent by another name server's word than this machine's.
    if (!nowhere.empty())
        bench.find("notifications.recipient_nowhere", Severity::warning,
                   {{"domains", joined(nowhere)}}, {"domains"});
    if (!denied.empty())
        bench.find("notifications.recipient_nowhere", Severity::unknown,
                   {{"domains", joined(denied)}}, {"domains"});
}

/// The alarms behind servers that take no mail: by label, and how often ARES sent by it lately.
void judge_alarms(const Picture& picture, Bench& bench) {
    if (bench.broken.empty() || !picture.actions) return;
    std::set<std::string> labels;
    std::set<std::size_t> lines;
    for (const auto& channel : picture.actions->channels) {
        const auto* visit = visit_of(picture, channel);
        if (!visit || !bench.broken.contains(server_text(*visit))) continue;
        labels.insert(one_line(channel.label));
        for (const auto& use : picture.actions->uses)
            if (use.medium == channel.medium && use.label == channel.label) lines.insert(use.line);
    }
    if (labels.empty()) return;
    std::uint64_t sent = 0;
    for (const auto& [sending, count] : picture.sent)
        if (sending.starts_with("mail ") && labels.contains(sending.substr(5))) sent += count;
    bench.find("notifications.alarms_lost", Severity::critical,
               {{"labels", joined(labels)},
                {"servers", joined(bench.broken)},
                {"actions", std::to_string(lines.size())},
                {"sent", std::to_string(sent)}},
               {"config"});
}

/// SAFR's own alarms, whose server `notifications.servers` names. No entry's settings are theirs.
/// Nor is it known by which they are sent: one way that works is enough.
void judge_builtin(const Picture& picture, Bench& bench) {
    std::multiset<std::string> asked;
    for (const auto& visit : picture.visits)
        if (visit.builtin) asked.insert(server_text(visit));
    for (const auto& server : std::set(asked.begin(), asked.end())) {
        if (bench.builtin_lost.count(server) < asked.count(server)) continue;
        bench.find("notifications.builtin_lost", Severity::critical, {{"server", server}},
                   {"servers"});
    }
}

void note_servers(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits) {
        if (visit.said.empty()) continue;
        std::string text = server_text(visit);
        if (visit.tls) text += ", " + visit.tls->version;
        if (!visit.auth.empty()) text += ", " + joined(visit.auth);
        bench.note("notifications.server", one_line(text));
    }
}

}  // namespace

void judge_loss(const Picture& picture, Bench& bench) {
    judge_providers(picture, bench);
    judge_domains(picture, bench);
    judge_alarms(picture, bench);
    judge_builtin(picture, bench);
    note_servers(picture, bench);
}

}  // namespace diag::notifications
