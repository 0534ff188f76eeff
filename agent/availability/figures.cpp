// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/figures.hpp"

#include <algorithm>
#include <cstdio>

namespace diag::availability {

Figures figures_of(const std::vector<Span>& spans) {
    Figures figures;
    bool answered = true;  // since the last outage: what was not seen between two may be one
    for (const auto& span : spans) {
        const auto length = span.window.until - span.window.from;
        figures.total += length;
        figures.seconds.at(static_cast<std::size_t>(span.what)) += length;
        answered |= span.what == Class::up || span.what == Class::partial;
        if (span.what == Class::up) continue;
        Outage outage{span, {}};
        if (span.what == Class::cloud) {
            outage.claim_by = date_after(span.window.from, days_to_claim);
            if (answered && figures.failures++ == 0) figures.claim_by = outage.claim_by;
            answered = false;
        }
        figures.outages.push_back(std::move(outage));
    }
    const auto away = figures.seconds.at(static_cast<std::size_t>(Class::cloud));
    figures.missed = away * 1'000 > figures.total * allowed_in_1000;
    if (figures.missed) figures.credit = std::min(figures.failures * credit_each, most_credit);
    return figures;
}

std::string percent_text(const Figures& figures) {
    if (figures.total == 0) return "-";
    const auto away = figures.seconds.at(static_cast<std::size_t>(Class::cloud));
    const auto parts = (figures.total - away) * 1'000'000 / figures.total;
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%04lld %%", static_cast<long long>(parts / 10'000),
                  static_cast<long long>(parts % 10'000));
    return text;
}

std::string span_text(std::int64_t seconds) {
    constexpr std::int64_t minute = 60, hour = 3'600, day = 86'400;
    std::string text;
    const auto add = [&](std::int64_t count, const char* unit) {
        if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + " " + unit;
    };
    add(seconds / day, "d");
    add(seconds % day / hour, "h");
    add(seconds % hour / minute, "min");
    add(seconds % minute, "s");
    return text.empty() ? "0 s" : text;
}

}  // namespace diag::availability
