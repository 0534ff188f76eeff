// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/evidence.hpp"

#include <algorithm>

#include "platform/cms.hpp"

namespace diag::availability {
namespace {

std::string utc(std::int64_t second) { return to_text(Time{std::chrono::seconds{second}}); }

json::object window_json(const Window& window) {
    return {{"from", utc(window.from)}, {"until", utc(window.until)}};
}

json::array list(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& word : words) all.emplace_back(word);
    return all;
}

json::object seconds_json(const Figures& figures) {
    json::object seconds;
    for (std::size_t i = 0; i < classes; ++i)
        seconds[name_of(static_cast<Class>(i))] = figures.seconds.at(i);
    return seconds;
}

json::array outages_json(const Figures& figures) {
    json::array all;
    for (const auto& outage : figures.outages) {
        auto each = window_json(outage.span.window);
        each["seconds"] = outage.span.window.until - outage.span.window.from;
        each["class"] = name_of(outage.span.what);
        if (outage.began != outage.span.window.from) each["began"] = utc(outage.began);
        if (!outage.claim_by.empty()) each["claim_by"] = outage.claim_by;
        all.push_back(std::move(each));
    }
    return all;
}

json::array runs_json(const std::vector<Run>& runs) {
    json::array all;
    for (const auto& run : runs)
        all.push_back(json::array{run.start, run.span, run.period, cloud::name_of(run.state),
                                  run.uptime, run.boot});
    return all;
}

bool touches(const Run& run, const Window& window) {
    return run.start + run.span + run.period >= window.from && run.start <= window.until;
}

std::vector<Run> runs_about(const std::vector<Run>& runs, const Window& window) {
    const auto touching = [&](const Run& run) { return touches(run, window); };
    auto first = std::ranges::find_if(runs, touching);
    if (first == runs.end()) return {};
    auto last = std::find_if(runs.rbegin(), runs.rend(), touching).base();
    if (first != runs.begin()) --first;
    if (last != runs.end()) ++last;
    return {first, last};
}

/// An outage that was under way when a month began is looked for so far back: whoever did not claim
/// by then is too late.
constexpr std::int64_t look_back = 40 * 86'400;

std::optional<std::int64_t> first_answer(const std::vector<Run>& runs) {
    const auto found = std::ranges::find_if(runs, answered);
    return found == runs.end() ? std::nullopt : std::optional(found->start);
}

std::int64_t first_needed(const Account& account) {
    auto from = account.window.from;
    for (const auto& outage : account.figures.outages) from = std::min(from, outage.began);
    return from;
}

}  // namespace

Account account_of(const Month& month, const Reading& samples, const std::vector<Window>& planned,
                   Time now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    Account account{
        .month = month,
        .window = {month.window.from, std::clamp(second, month.window.from, month.window.until)},
        .planned = planned,
        .damaged = samples.damaged,
        .first_answer = first_answer(samples.runs),
        .made = now};
    const Window looked_at{account.window.from - look_back, account.window.until};
    account.figures =
        figures_of(timeline(samples.runs, planned, looked_at), account.window, month.window);
    account.runs = runs_about(samples.runs, {first_needed(account), account.window.until});
    return account;
}

json::value to_json(const Account& account, bool with_runs) {
    const auto& figures = account.figures;
    const bool seen = figures.seen() > 0;  // else nothing can be said of the agreement
    json::array planned;
    for (const auto& each : account.planned) planned.push_back(window_json(each));
    json::object out{
        {"format", evidence_format},
        {"what", "availability of SAFR Cloud"},
        {"site", account.site},
        {"month", account.month.name},
        {"zone", account.month.zone},
        {"from", utc(account.window.from)},
        {"until", utc(account.window.until)},
        {"whole_month", account.window == account.month.window},
        {"total_seconds", figures.total},
        {"seconds", seconds_json(figures)},
        {"seen_seconds", figures.seen()},
        {"seen", seen_text(figures)},
        {"availability", seen ? json::value(percent_text(figures)) : nullptr},
        {"promised", "99.9 %"},
        {"allowed_seconds", figures.allowed},
        {"missed", seen ? json::value(figures.missed) : nullptr},
        {"failures", figures.failures},
        {"credit_percent", figures.credit},
        {"claim_by", figures.claim_by},
        {"outages", outages_json(figures)},
        {"caveat", firewall_caveat},
        {"first_answer", account.first_answer ? json::value(utc(*account.first_answer)) : nullptr},
        {"planned", std::move(planned)},
        {"endpoints", list(account.settings.endpoints)},
        {"controls", list(account.settings.controls)},
        {"damaged_records", account.damaged},
        {"made", to_text(account.made)}};
    if (with_runs) out["runs"] = runs_json(account.runs);
    return out;
}

Result<std::string> signed_account(const Account& account, const exchange::Identity& agent) {
    return cms::sign_document(json::write(to_json(account, true)), agent.certificate, agent.key);
}

}  // namespace diag::availability
