// SPDX-License-Identifier: Apache-2.0
// Conclusions from what the pass over the logs saw: known signatures, and how the reading went.
#include <algorithm>
#include <map>
#include <set>

#include "collectors/logs/judge.hpp"
#include "collectors/logs/search.hpp"
#include "platform/text.hpp"

namespace diag::logs {
namespace {

/// Seen once or twice these tell of a restart, not of a fault.
constexpr std::array<std::string_view, 8> ordinary_in_passing{
    "logs.connection_refused", "logs.connection_timeout", "logs.unknown_host",
    "logs.tls_handshake",      "logs.mongo_unreachable",  "logs.mongo_not_primary",
    "logs.mongo_member_down",  "logs.mongo_election"};
constexpr std::uint64_t passing = 3;

constexpr std::array severities{Severity::info, Severity::unknown, Severity::warning,
                                Severity::critical};

Severity severity_named(std::string_view name) {
    for (const auto each : severities)
        if (name_of(each) == name) return each;
    return Severity::warning;
}

/// One signature over all attachments.
struct Total {
    Severity severity = Severity::info;
    std::uint64_t count = 0;
    std::optional<Time> first;
    std::optional<Time> last;
    std::string sample;
    std::vector<std::pair<std::uint64_t, std::string>> where;  ///< count and attachment
};

void add(Total& total, const json::value& match, const std::string& attachment) {
    const auto count = natural_at(match, "count");
    total.severity = severity_named(text_or(match, "severity"));
    total.count += count;
    if (const auto first = time_at(match, "first_time"); first)
        total.first = total.first ? std::min(*total.first, *first) : *first;
    if (const auto last = time_at(match, "last_time"); last)
        total.last = total.last ? std::max(*total.last, *last) : *last;
    const bool most = total.where.empty() || count > total.where.front().first;
    if (most) total.sample = text_or(match, "sample");
    total.where.insert(most ? total.where.begin() : total.where.end(), {count, attachment});
}

std::string span_of(const Total& total) {
    if (!total.first || !total.last) return "-";
    if (total.first == total.last) return to_text(*total.first);
    return to_text(*total.first) + " .. " + to_text(*total.last);
}

Finding finding_of(const std::string& id, const Total& total) {
    const bool ordinary = total.count < passing &&
                          std::find(ordinary_in_passing.begin(), ordinary_in_passing.end(), id) !=
                              ordinary_in_passing.end();
    std::vector<std::string> names;
    for (const auto& [count, name] : total.where) names.push_back(name);
    return {id,
            ordinary ? Severity::info : total.severity,
            {{"count", std::to_string(total.count)},
             {"when", span_of(total)},
             {"last", total.last ? to_text(*total.last) : "-"},
             {"where", listed(names)},
             {"sample", total.sample}},
            names};
}

struct Failures {
    std::vector<std::string> names;
    std::string what;
};

void judge_failures(const Case& of, Judgement& judgement) {
    std::map<std::string, Failures> failures;
    for (const auto& each : *of.passed.if_array()) {
        const auto fault = text_or(each, "failure.fault");
        if (fault.empty()) continue;
        const bool vanished = fault == name_of(Fault::absent);
        const bool dropped = fault == name_of(Fault::refused);
        auto& kind = failures[vanished  ? "logs.vanished"
                              : dropped ? "logs.no_text"
                                        : "logs.unreadable"];
        kind.names.push_back(text_or(each, "name"));
        if (kind.what.empty()) kind.what = text_or(each, "failure.what");
    }
    for (const auto& [id, kind] : failures)
        judgement.findings.push_back({id,
                                      id == "logs.unreadable" ? Severity::unknown : Severity::info,
                                      {{"count", std::to_string(kind.names.size())},
                                       {"names", listed(kind.names)},
                                       {"why", kind.what}},
                                      kind.names});
}

/// The cap keeps head and tail, so what it drops begins after the start; the window drops the
/// start itself.
void judge_cuts(const Case& of, Judgement& judgement) {
    std::vector<std::string> names;
    std::uint64_t bytes = 0;
    for (const auto& each : *of.passed.if_array()) {
        std::uint64_t cut = 0;
        for (const auto& range : json::list_at(each, "dropped")) {
            const auto from = natural_at(range, "from");
            if (from > 0) cut += std::max(natural_at(range, "to"), from) - from;
        }
        if (cut > 0 && text_or(each, "failure.fault").empty())
            names.push_back(text_or(each, "name"));
        bytes += cut;
    }
    if (!names.empty() && !json::flag_at(of.tree, "brief").value_or(false))
        judgement.findings.push_back({"logs.truncated",
                                      Severity::info,
                                      {{"count", std::to_string(names.size())},
                                       {"size", bytes_text(bytes)},
                                       {"names", listed(names)}},
                                      names});
}

void judge_future(const Case& of, Judgement& judgement) {
    if (!of.now) return;
    const std::chrono::duration<double, std::ratio<60>> tolerance{of.bound("logs.future_minutes")};
    std::set<std::string> names;
    Time furthest{};
    const auto look = [&](const json::value& each, std::string_view field) {
        const auto when = time_at(each, field);
        if (!when || *when - *of.now <= tolerance) return;
        names.insert(text_or(each, "name"));
        furthest = std::max(furthest, *when);
    };
    if (of.passed.is_array())
        for (const auto& each : of.passed.get_array()) look(each, "last_time");
    for (const auto& file : of.files()) look(file, "modified");
    if (names.empty()) return;
    const std::vector<std::string> all(names.begin(), names.end());
    const auto ahead = std::chrono::duration_cast<std::chrono::minutes>(furthest - *of.now).count();
    judgement.findings.push_back({"logs.from_future",
                                  Severity::warning,
                                  {{"count", std::to_string(all.size())},
                                   {"names", listed(all)},
                                   {"time", to_text(furthest)},
                                   {"ahead", std::to_string(ahead) + " min"}},
                                  {"now", "tree", "passed"}});
}

bool anything_taken(const Case& of) {
    const auto& files = of.files();
    const auto text = item(of.evidence, "journal");
    const auto journal = json::parse(text.value_or(""));
    return (journal && json::flag_at(*journal, "available").value_or(false)) ||
           std::any_of(files.begin(), files.end(),
                       [](const auto& file) { return text_or(file, "why").empty(); });
}

}  // namespace

void judge_matches(const Case& of, Judgement& judgement) {
    const auto* passed = of.passed.if_array();
    if (!passed) return;
    std::map<std::string, Total> totals;
    for (const auto& each : *passed)
        for (const auto& match : json::list_at(each, "matches"))
            if (const auto id = text_or(match, "id"); !id.empty())
                add(totals[id], match, text_or(each, "name"));
    for (const auto& [id, total] : totals) judgement.findings.push_back(finding_of(id, total));
}

void judge_reading(const Case& of, Judgement& judgement) {
    judge_future(of, judgement);
    if (of.passed.is_array()) {
        judge_failures(of, judgement);
        judge_cuts(of, judgement);
        return;
    }
    if (!of.tree.is_object() || !anything_taken(of)) return;
    const auto found = of.evidence.find(std::string_view("passed"));
    const bool told = found != of.evidence.end() && !found->second;
    judgement.findings.push_back({"logs.not_scanned",
                                  Severity::unknown,
                                  {{"why", told ? found->second.error().what : "-"}},
                                  {"tree"}});
}

}  // namespace diag::logs
