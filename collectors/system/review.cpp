// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/review.hpp"

#include <algorithm>
#include <array>

#include "collectors/system/thresholds.hpp"
#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::size_t most_past = 2000;

}  // namespace

Review::Review(const Evidence& evidence, const Thresholds& in_force)
    : evidence_(evidence), in_force_(in_force) {
    if (const auto text = item(evidence, "moment"))
        if (const auto moment = json::parse(*text)) {
            const auto now = json::integer_at(*moment, "now_ms").value_or(0);
            now_ = Time{milliseconds{std::clamp<std::int64_t>(now, 0, 100'000'000'000'000)}};
            agent_ = static_cast<std::uint64_t>(
                std::max<std::int64_t>(json::integer_at(*moment, "agent").value_or(0), 0));
            brief_ = json::flag_at(*moment, "brief").value_or(false);
        }
    if (const auto text = item(evidence, "snapshot"))
        if (const auto read = snapshots_of(*text, 1); !read.empty()) present_ = read[0];
    if (const auto text = item(evidence, "past")) past_ = snapshots_of(*text, most_past);
}

const Snapshot* Review::before() const {
    if (past_.empty() || present_.boot == 0 || past_.back().boot != present_.boot) return nullptr;
    return &past_.back();
}

std::optional<std::vector<Process>> Review::processes(std::string_view name) const {
    const auto rows = text(name);
    if (!rows) return std::nullopt;
    return without_family(processes_of(*rows), agent_);
}

std::optional<Error> Review::failure(std::string_view name) const {
    const auto found = evidence_.find(name);
    if (found == evidence_.end() || found->second) return std::nullopt;
    return found->second.error();
}

double Review::limit(std::string_view key) const {
    return threshold(in_force_, thresholds, "system." + std::string(key));
}

void Review::find(std::string_view id, Severity severity, Parameters parameters,
                  std::vector<std::string> rests_on) {
    judgement_.findings.push_back({.id = "system." + std::string(id),
                                   .severity = severity,
                                   .parameters = std::move(parameters),
                                   .evidence = std::move(rests_on)});
}

void Review::fact(std::string_view id, std::string value) {
    if (!value.empty()) judgement_.facts.push_back({"system." + std::string(id), std::move(value)});
}

bool Review::recent(const std::optional<Time>& time) const {
    const auto hours = limit("recent");
    return !time || static_cast<double>((now_ - *time).count()) <= hours * 3'600'000;
}

std::string when(const std::optional<Time>& time) {
    if (!time) return "?";
    auto text = to_text(*time);  // 2026-11-23T20:33:28.123Z
    if (text.size() < 16) return text;
    text.resize(16);
    text[10] = ' ';
    return text + " UTC";
}

std::string span_text(milliseconds span) {
    const auto seconds = std::max<std::int64_t>(span.count() / 1000, 0);
    if (seconds == 0 && span.count() > 0) return std::to_string(span.count()) + " ms";
    const auto two = [](std::int64_t more, const char* unit, std::int64_t rest, const char* small) {
        return std::to_string(more) + unit + std::to_string(rest) + small;
    };
    if (seconds >= 86'400) return two(seconds / 86'400, " d ", seconds % 86'400 / 3600, " h");
    if (seconds >= 3600) return two(seconds / 3600, " h ", seconds % 3600 / 60, " min");
    if (seconds >= 60) return two(seconds / 60, " min ", seconds % 60, " s");
    return std::to_string(seconds) + " s";
}

bool safr_process(std::string_view name) {
    if (name.starts_with("safr-d")) return false;  // this program and its desk
    return name == "java" || name == "mongod" || name.starts_with("virgo") ||
           name.starts_with("safr");
}

}  // namespace diag::host
