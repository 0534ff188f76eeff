// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/picture.hpp"

#include <algorithm>
#include <set>

#include "collectors/integrations/thresholds.hpp"
#include "platform/names.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr std::size_t most_visits = 200;

void read_log(const Evidence& evidence, Picture& picture) {
    const auto found = evidence.find("log");
    if (found == evidence.end()) return;
    if (!found->second) {
        picture.no_log = found->second.error();
        return;
    }
    if (const auto document = json::parse(*found->second)) picture.log = sync_log_from(*document);
}

void read_past(std::string_view lines, Picture& picture) {
    const auto note = [&](auto& all, auto name, Time time) {
        // A clock that was ahead once must not make an old success newer than now.
        if (time > picture.time) return;
        auto& latest = all[std::move(name)];
        latest = std::max(latest, time);
    };
    for (const auto line : lines_of(lines)) {
        const auto document = json::parse(line);
        if (!document) continue;
        for (const auto& each : json::list_at(*document, "servers"))
            note(picture.reached,
                 authority_of(json::text_at(each, "host").value_or(""),
                              json::natural_at(each, "port")),
                 time_from(*document, "time"));
        for (const auto& each : json::list_at(*document, "successes"))
            note(picture.succeeded,
                 std::pair(json::text_at(each, "product").value_or(""),
                           lowered(json::text_at(each, "host").value_or(""))),
                 time_from(each, "time"));
    }
}

/// Once for each system that sync.log alone names and that something is found about.
void judge_discovered(const Picture& picture, Bench& bench) {
    std::set<std::string> told;
    for (const auto& visit : picture.visits) {
        const auto server = server_text(visit);
        const auto is_about = [&](const Finding& finding) {
            const auto named = finding.parameters.find("server");
            return named != finding.parameters.end() && named->second == server;
        };
        if (visit.system.discovered && std::ranges::any_of(bench.judgement.findings, is_about) &&
            told.insert(server).second)
            bench.find("integrations.discovered", Severity::info,
                       {{"system", title_of(visit.system)},
                        {"server", server},
                        {"kind", std::string(product_of(visit.system.kind).id)}},
                       {"visits"});
    }
}

}  // namespace

Severity bounded(Severity severity, bool is_configured) {
    return is_configured ? severity : std::min(severity, Severity::warning);
}

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    picture.time = time_in(item(evidence, "time").value_or(""));
    read_log(evidence, picture);
    if (const auto found = evidence.find("authorities"); found != evidence.end() && !found->second)
        picture.no_authorities = found->second.error();
    if (const auto text = item(evidence, "visits"))
        if (const auto document = json::parse(*text))
            for (const auto& each : json::list_at(*document, ""))
                if (picture.visits.size() < most_visits) picture.visits.push_back(visit_from(each));
    if (const auto text = item(evidence, "past_reached")) read_past(*text, picture);
    return picture;
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(evidence, thresholds, in_force);
    if (picture.no_authorities)
        bench.find("integrations.authorities_unread", Severity::warning,
                   {{"reason", picture.no_authorities->what}}, {"authorities"});
    judge_reach(picture, bench);
    judge_trust(picture, bench);
    judge_syncs(picture, bench);
    judge_discovered(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::integrations
