// SPDX-License-Identifier: Apache-2.0
// How long is the licence not confirmed, for certain and at most? From the first look in vain it is
// seen; from the last answer to that look it may be: nobody looked in between.
#include <algorithm>
#include <cmath>

#include "collectors/cloud/judge.hpp"
#include "platform/minute_text.hpp"

namespace diag::cloud {
namespace {

using hours = std::chrono::duration<double, std::ratio<3'600>>;

std::string whole(hours span) { return std::to_string(static_cast<std::int64_t>(span.count())); }

std::string why(const Look& look) {
    if (!answered(look)) return reason_of(look);
    const auto& reach = look.reach;
    return "who answers is not believed: " +
           (reach.verdict > 0 ? reach.verdict_text : "its certificate is for another name");
}

}  // namespace

void judge_licence(const Picture& picture, Bench& bench) {
    const auto found = std::ranges::find(picture.looks, Part::licence, &Look::part);
    if (found == picture.looks.end()) return;
    const auto& past = picture.past;
    const auto there = licence_there(past, *found, picture.trust);
    if (!there) return;
    if (*there) return bench.note("cloud.licence", found->place);
    // Only a host that somebody named, or that answered once, is known to be the one.
    if (!picture.trust.licence_named && !past.licence_reached) return;
    const auto tolerance = bench.limit("cloud.licence_tolerance");
    Parameters words{{"place", found->place},
                     {"reason", why(*found)},
                     {"tolerance", std::to_string(std::llround(tolerance))}};
    const auto last = past.licence_reached ? past.licence_reached : past.licence_answered;
    if (!last)
        return bench.find("cloud.licence_never_reached", Severity::warning, words, {"looks"});
    const auto silent = past.licence_silent.value_or(picture.time);
    const auto away = std::chrono::duration_cast<hours>(picture.time - *last);
    const auto seen = std::chrono::duration_cast<hours>(picture.time - silent);
    words["hours"] = whole(away);
    words["seen"] = whole(seen);
    words["since"] = minute_text(*last);
    words["silent"] = minute_text(silent);
    const auto most = tolerance + bench.limit("cloud.licence_hours");
    // SAFR itself may have asked in between and been answered, and one look in vain may have met a
    // moment: critical is what was seen to last.
    const bool may_be_over = seen.count() <= most && away.count() > most;
    bench.find(may_be_over ? "cloud.licence_unconfirmed" : "cloud.licence_out_of_reach",
               seen.count() > most ? Severity::critical : Severity::warning, words,
               {"looks", "past_reached"});
}

}  // namespace diag::cloud
