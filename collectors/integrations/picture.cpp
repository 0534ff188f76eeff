// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/picture.hpp"

#include <algorithm>

#include "collectors/integrations/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::integrations {
namespace {

constexpr std::size_t most_visits = 200;
constexpr std::int64_t latest_ms = 253'402'300'799'999;  // the end of 9999

Time time_of(const json::value& document) {
    return Time{milliseconds{
        std::clamp<std::int64_t>(json::integer_at(document, "time").value_or(0), 0, latest_ms)}};
}

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
    const auto note = [&](std::map<std::string, Time, std::less<>>& all, const std::string& name,
                          Time time) {
        // A clock that was ahead once must not make an old success newer than now.
        if (time > picture.time) return;
        auto& latest = all[name];
        latest = std::max(latest, time);
    };
    for (const auto line : lines_of(lines)) {
        const auto document = json::parse(line);
        if (!document) continue;
        for (const auto& each : json::list_at(*document, "servers"))
            note(picture.reached,
                 server_text(json::text_at(each, "host").value_or(""),
                             json::natural_at(each, "port")),
                 time_of(*document));
        for (const auto& each : json::list_at(*document, "successes"))
            note(picture.succeeded, json::text_at(each, "product").value_or(""), time_of(each));
    }
}

}  // namespace

void Bench::find(std::string id, Severity severity, Parameters parameters, std::string evidence) {
    judgement.findings.push_back(
        {std::move(id), severity, std::move(parameters), {std::move(evidence)}});
}

double Bench::limit(std::string_view key) const { return threshold(in_force, thresholds, key); }

Picture picture_of(const Evidence& evidence) {
    Picture picture;
    picture.time = Time{milliseconds{std::clamp<std::int64_t>(
        integer(trimmed(item(evidence, "time").value_or(""))).value_or(0), 0, latest_ms)}};
    read_log(evidence, picture);
    if (const auto text = item(evidence, "visits"))
        if (const auto document = json::parse(*text))
            for (const auto& each : json::list_at(*document, ""))
                if (picture.visits.size() < most_visits) picture.visits.push_back(visit_from(each));
    if (const auto text = item(evidence, "past_reached")) read_past(*text, picture);
    return picture;
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(in_force);
    judge_reach(picture, bench);
    judge_trust(picture, bench);
    judge_syncs(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::integrations
