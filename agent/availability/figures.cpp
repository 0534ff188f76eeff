// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/figures.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

namespace diag::availability {

namespace {

/// Outages of the cloud between which it was not seen to answer, from the first on.
struct Failure {
    std::int64_t began = 0, ended = 0;
    bool counted = false;
};

/// Longer unseen than this, a second outage is claimed from its own beginning: days are what a
/// claim is counted by.
constexpr std::int64_t longest_unseen = 86'400;

void follow(std::optional<Failure>& failure, const Span& span) {
    if (span.what == Class::up || span.what == Class::partial) failure.reset();
    if (span.what != Class::cloud) return;
    if (!failure) failure = Failure{span.window.from, span.window.from};
    if (span.window.from - failure->ended > longest_unseen) failure->began = span.window.from;
    failure->ended = span.window.until;
}

/// `outage` is, or is part of, `failure`.
void count(Figures& figures, Failure& failure, Outage& outage) {
    outage.began = failure.began;
    outage.claim_by = date_after(outage.began, days_to_claim);
    if (std::exchange(failure.counted, true)) return;
    if (figures.failures++ == 0) figures.claim_by = outage.claim_by;
}

std::string share_text(std::int64_t part, std::int64_t whole) {
    const auto parts = part * 1'000'000 / whole;
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%04lld %%", static_cast<long long>(parts / 10'000),
                  static_cast<long long>(parts % 10'000));
    return text;
}

}  // namespace

Figures figures_of(const std::vector<Span>& spans, const Window& counted, const Window& month) {
    Figures figures{.allowed = (month.until - month.from) * allowed_in_1000 / 1'000};
    std::optional<Failure> failure;
    for (const auto& span : spans) {
        follow(failure, span);
        const Window part{std::max(span.window.from, counted.from),
                          std::min(span.window.until, counted.until)};
        if (part.from >= part.until) continue;
        const auto length = part.until - part.from;
        figures.total += length;
        figures.seconds.at(static_cast<std::size_t>(span.what)) += length;
        if (span.what == Class::up) continue;
        Outage outage{{part, span.what}, span.window.from, {}};
        if (span.what == Class::cloud) count(figures, *failure, outage);
        figures.outages.push_back(std::move(outage));
    }
    figures.missed = figures.of(Class::cloud) > figures.allowed;
    if (figures.missed) figures.credit = std::min(figures.failures * credit_each, most_credit);
    return figures;
}

std::string percent_text(const Figures& figures) {
    if (figures.seen() == 0) return "-";
    return share_text(figures.total - figures.of(Class::cloud), figures.total);
}

std::string seen_text(const Figures& figures) {
    return figures.total == 0 ? "-" : share_text(figures.seen(), figures.total);
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
