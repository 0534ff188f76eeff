// SPDX-License-Identifier: Apache-2.0
// Conclusions from the logging configuration, and what the parts of judge share.
#include "collectors/logs/judge.hpp"

#include <algorithm>

#include "collectors/logs/logback.hpp"
#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::logs {
namespace {

constexpr std::string_view item_prefix = "logback:";

bool is_verbose(const std::string& level) { return level == "TRACE" || level == "ALL"; }

void judge_levels(const std::string& name, const std::string& service, const Logback& logback,
                  Judgement& judgement) {
    std::vector<std::string> debug;
    for (const auto& logger : logback.loggers) {
        const auto label = logger.name.empty() ? "root" : logger.name;
        if (is_verbose(logger.level) || (logger.level == "DEBUG" && logger.name.empty()))
            judgement.findings.push_back(
                {"logs.level_verbose",
                 Severity::warning,
                 {{"service", service}, {"logger", label}, {"level", logger.level}},
                 {name}});
        else if (logger.level == "DEBUG")
            debug.push_back(label);
    }
    // SAFR ships some loggers of the event service at DEBUG (safr-facts 2.4): worth knowing only.
    if (!debug.empty())
        judgement.findings.push_back({"logs.level_debug",
                                      Severity::info,
                                      {{"service", service}, {"loggers", listed(debug)}},
                                      {name}});
}

void judge_retention(const Case& of, const std::string& name, const std::string& service,
                     const Logback& logback, Judgement& judgement) {
    const Appender* shortest = nullptr;
    std::vector<std::string> unbounded;
    for (const auto& each : logback.appenders) {
        if (!each.file.empty() && !each.rolls) unbounded.push_back(each.file);
        if (each.kept_days && (!shortest || *each.kept_days < *shortest->kept_days))
            shortest = &each;
    }
    if (shortest && *shortest->kept_days < of.bound("logs.retention_days"))
        judgement.findings.push_back(
            {"logs.retention_short",
             Severity::info,
             {{"service", service},
              {"file", shortest->file.empty() ? shortest->file_pattern : shortest->file},
              {"days", fixed(*shortest->kept_days, *shortest->kept_days < 1 ? 1 : 0)}},
             {name}});
    if (!unbounded.empty())
        judgement.findings.push_back({"logs.not_rotated",
                                      Severity::info,
                                      {{"service", service}, {"files", listed(unbounded)}},
                                      {name}});
}

}  // namespace

std::optional<Time> time_at(const json::value& root, std::string_view path) {
    if (const auto count = json::integer_at(root, path)) return Time{milliseconds{*count}};
    const auto text = json::text_at(root, path);
    return text ? TimestampReader(Time{}).read(*text) : std::nullopt;
}

std::uint64_t natural_at(const json::value& root, std::string_view path) {
    const auto number = json::integer_at(root, path);
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : 0;
}

std::string text_or(const json::value& root, std::string_view path, std::string_view fallback) {
    return json::text_at(root, path).value_or(std::string(fallback));
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
    std::string text;
    const auto shown = std::min(names.size(), most);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + names[i];
    if (shown < names.size()) text += " (+" + std::to_string(names.size() - shown) + ")";
    return text;
}

void judge_configuration(const Case& of, Judgement& judgement) {
    for (const auto& [name, xml] : of.evidence) {
        if (!name.starts_with(item_prefix)) continue;
        const auto service = name.substr(item_prefix.size());
        const auto logback = xml ? parse_logback(*xml) : Result<Logback>{xml.error()};
        if (logback) {
            judge_levels(name, service, *logback, judgement);
            judge_retention(of, name, service, *logback, judgement);
        } else {
            judgement.findings.push_back({"logs.configuration_unreadable",
                                          Severity::unknown,
                                          {{"service", service}, {"why", logback.error().what}},
                                          {name}});
        }
    }
}

}  // namespace diag::logs
