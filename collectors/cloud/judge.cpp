// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/judge.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "collectors/cloud/thresholds.hpp"
#include "platform/minute_text.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::cloud {
namespace {

struct Sides {
    std::set<std::string> well, silent, never, reasons, never_reasons;
};

Sides sides_of(const Picture& picture) {
    Sides sides;
    for (const auto& look : picture.looks) {
        if (look.part != Part::endpoint) continue;
        if (answered(look)) {
            sides.well.insert(look.place);
        } else if (!name_in_doubt(look)) {
            // A list of hosts that a firewall lets through looks so, too.
            const bool known = picture.past.places.contains(look.place);
            (known ? sides.silent : sides.never).insert(look.place);
            (known ? sides.reasons : sides.never_reasons).insert(reason_of(look));
        }
    }
    return sides;
}

std::set<std::string> all_reasons(const Picture& picture) {
    std::set<std::string> reasons;
    for (const auto& look : picture.looks)
        if (look.part == Part::endpoint && !answered(look)) reasons.insert(reason_of(look));
    return reasons;
}

/// Offline by design or never connected: nothing is lost here today.
void judge_never_reached(const Picture& picture, Bench& bench) {
    bench.find("cloud.not_reached", Severity::info, {{"reason", joined(all_reasons(picture))}},
               {"looks"});
}

void judge_silence(const Picture& picture, State state, Bench& bench) {
    if (!picture.past.cloud_reached) return judge_never_reached(picture, bench);
    Parameters words{{"reason", joined(all_reasons(picture))},
                     {"since", minute_text(*picture.past.cloud_reached)}};
    if (state == State::lan) {
        const auto gateway = std::ranges::find(picture.looks, Part::gateway, &Look::part);
        words["gateway"] = gateway->place;
    }
    const auto* id = state == State::down      ? "cloud.down"
                     : state == State::network ? "cloud.site_offline"
                     : state == State::lan     ? "cloud.gateway_silent"
                     : state == State::dns     ? "cloud.names_not_found"
                     : state == State::proxy   ? "cloud.proxy"
                                               : "cloud.silent";
    bench.find(id, state == State::unknown ? Severity::unknown : Severity::warning, words,
               {"looks"});
}

}  // namespace

Picture picture_of(const Evidence& evidence) {
    constexpr std::size_t most_looks = 64;
    Picture picture;
    picture.time = time_in(item(evidence, "time").value_or(""));
    if (const auto text = item(evidence, "looks"))
        if (const auto document = json::parse(*text); document && document->is_array())
            for (const auto& each : document->get_array())
                if (picture.looks.size() < most_looks) picture.looks.push_back(look_from(each));
    if (const auto text = item(evidence, "settings"))
        if (const auto document = json::parse(*text)) {
            picture.trust.licence_named =
                json::flag_at(*document, "licence_configured").value_or(false);
            picture.proxy = json::flag_at(*document, "proxy").value_or(false);
            picture.trust.has_store = json::flag_at(*document, "has_store").value_or(false);
            picture.trouble = json::text_at(*document, "trouble").value_or("");
            for (const auto& each : json::list_at(*document, "issuers"))
                if (each.is_string()) picture.trust.issuers.emplace_back(each.get_string());
        }
    if (const auto text = item(evidence, "past_reached"))
        picture.past = memory_of(*text, picture.time);
    if (const auto text = item(evidence, "claim")) picture.claim = claim_from(*text, picture.time);
    return picture;
}

void judge_way(const Picture& picture, Bench& bench) {
    if (!picture.trouble.empty())
        bench.find("cloud.setting", Severity::warning, {{"reason", picture.trouble}}, {"settings"});
    const auto state = state_of(picture.looks, picture.trust.issuers, picture.trust.has_store);
    const auto sides = sides_of(picture);
    if (sides.well.empty()) return judge_silence(picture, state, bench);
    if (!sides.silent.empty())
        bench.find("cloud.part_silent", Severity::warning,
                   {{"places", joined(sides.silent)}, {"reason", joined(sides.reasons)}},
                   {"looks"});
    if (!sides.never.empty())
        bench.find("cloud.part_never_reached", Severity::info,
                   {{"places", joined(sides.never)}, {"reason", joined(sides.never_reasons)}},
                   {"looks"});
    for (const auto& look : picture.looks) {
        const auto took = static_cast<double>(look.reach.total.count());
        if (look.part != Part::endpoint || !answered(look)) continue;
        if (reached(look, picture.trust))
            bench.note("cloud.answer",
                       look.place + ": " + std::to_string(look.reach.total.count()) + " ms");
        if (took > bench.limit("cloud.slow"))
            bench.find("cloud.slow", Severity::warning,
                       {{"place", look.place}, {"ms", std::to_string(look.reach.total.count())}},
                       {"looks"});
    }
}

void judge_clock(const Picture& picture, Bench& bench) {
    std::optional<std::int64_t> nearest;  // each answer may have been held up on its way
    // The cloud's clock is compared with, not that of a box in between.
    for (const auto& look : picture.looks)
        if (look.date && reached(look, picture.trust)) {
            const auto ahead = (look.when - *look.date).count();
            if (!nearest || std::abs(ahead) < std::abs(*nearest)) nearest = ahead;
        }
    if (!nearest) return;
    const auto seconds = static_cast<double>(std::abs(*nearest)) / 1000;
    if (seconds < bench.limit("cloud.clock_warning")) return;
    bench.find(
        "cloud.clock",
        seconds >= bench.limit("cloud.clock_critical") ? Severity::critical : Severity::warning,
        {{"offset", whole_span_text(std::chrono::seconds{std::abs(*nearest) / 1000},
                                    SpanUnit::second, SpanUnit::day)},
         {"direction", *nearest > 0 ? "ahead" : "behind"}},
        {"looks"});
}

Judgement judge(const Evidence& evidence, const Thresholds& in_force) {
    const auto picture = picture_of(evidence);
    Bench bench(evidence, thresholds, in_force);
    if (picture.looks.empty()) return {};
    judge_way(picture, bench);
    judge_chains(picture, bench);
    judge_clock(picture, bench);
    judge_licence(picture, bench);
    judge_claim(picture, bench);
    return std::move(bench.judgement);
}

}  // namespace diag::cloud
