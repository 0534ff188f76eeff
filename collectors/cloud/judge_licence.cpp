// SPDX-License-Identifier: Apache-2.0
// How long is the licence server out of reach? By looks: time in which nobody looked says nothing.
#include <algorithm>
#include <cmath>

#include "collectors/cloud/judge.hpp"
#include "platform/minute_text.hpp"

namespace diag::cloud {
namespace {

using hours = std::chrono::duration<double, std::ratio<3'600>>;

}  // namespace

void judge_licence(const Picture& picture, Bench& bench) {
    const auto found = std::ranges::find(picture.looks, Part::licence, &Look::part);
    if (found == picture.looks.end()) return;
    if (answered(*found)) return bench.note("cloud.licence", found->place);
    const auto& past = picture.past;
    // Only a host that somebody named, or that answered once, is known to be the one.
    if (!picture.licence_configured && !past.licence_reached) return;
    const auto tolerance = bench.limit("cloud.licence_tolerance");
    Parameters words{{"place", found->place},
                     {"reason", reason_of(*found)},
                     {"tolerance", std::to_string(std::llround(tolerance))}};
    if (!past.licence_reached)
        return bench.find("cloud.licence_never_reached", Severity::warning, words, {"looks"});
    const auto silent = past.licence_silent.value_or(picture.time);
    const auto away = std::chrono::duration_cast<hours>(picture.time - silent);
    words["hours"] = std::to_string(static_cast<std::int64_t>(away.count()));
    words["since"] = minute_text(*past.licence_reached);
    words["silent"] = minute_text(silent);
    const bool over = away.count() > tolerance + bench.limit("cloud.licence_hours");
    bench.find("cloud.licence_out_of_reach", over ? Severity::critical : Severity::warning, words,
               {"looks", "past_reached"});
}

}  // namespace diag::cloud
