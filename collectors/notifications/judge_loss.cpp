// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/picture.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

void judge_providers(const Picture& picture, Bench& bench) {
    for (const auto& each : picture.providers)
        if (each.fault)
            bench.find("notifications.sms_unreachable", Severity::critical,
                       {{"provider", each.url}, {"reason", each.reason}}, "providers");
}

void judge_domains(const Picture& picture, Bench& bench) {
    std::vector<std::string> nowhere;
    for (const auto& each : picture.domains)
        if (!each.exists || !each.takes_mail) nowhere.push_back(one_line(each.name));
    if (!nowhere.empty())
        bench.find("notifications.recipient_nowhere", Severity::critical,
                   {{"domains", joined(nowhere)}}, "domains");
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
               "config");
}

void note_servers(const Picture& picture, Bench& bench) {
    for (const auto& visit : picture.visits) {
        if (visit.said.empty()) continue;
        std::string text = server_text(visit);
        if (visit.tls) text += ", " + visit.tls->version;
        if (!visit.auth.empty()) text += ", " + joined(visit.auth);
        bench.judgement.facts.push_back({"notifications.server", one_line(text)});
    }
}

}  // namespace

void judge_loss(const Picture& picture, Bench& bench) {
    judge_providers(picture, bench);
    judge_domains(picture, bench);
    judge_alarms(picture, bench);
    note_servers(picture, bench);
}

}  // namespace diag::notifications
