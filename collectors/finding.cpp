// SPDX-License-Identifier: Apache-2.0
#include "collectors/finding.hpp"

#include <array>

namespace diag {
namespace {

constexpr std::array<std::pair<Severity, std::string_view>, 4> severities{{
    {Severity::info, "info"},
    {Severity::unknown, "unknown"},
    {Severity::warning, "warning"},
    {Severity::critical, "critical"},
}};

json::value to_json(const Finding& finding) {
    json::object parameters;
    for (const auto& [name, text] : finding.parameters) parameters[name] = text;
    json::array evidence;
    for (const auto& name : finding.evidence) evidence.emplace_back(name);
    return {{"id", finding.id},
            {"severity", std::string(name_of(finding.severity))},
            {"parameters", std::move(parameters)},
            {"evidence", std::move(evidence)}};
}

json::array to_json(const std::vector<Series>& all) {
    json::array list;
    for (const auto& series : all) {
        json::array points;
        for (const auto& [time, amount] : series.points)
            points.push_back(json::array{time.time_since_epoch().count(), amount});
        list.push_back(json::object{{"name", series.name}, {"points", std::move(points)}});
    }
    return list;
}

json::value to_json(const Chart& chart) {
    json::object out{{"id", chart.id},
                     {"subject", chart.subject},
                     {"unit", chart.unit},
                     {"series", to_json(chart.series)},
                     {"forecast", to_json(chart.forecast)}};
    if (chart.ceiling) out["ceiling"] = *chart.ceiling;
    if (chart.threshold) out["threshold"] = *chart.threshold;
    return out;
}

Result<Finding> finding_from(const json::value& document) {
    const auto id = json::text_at(document, "id");
    const auto severity = json::text_at(document, "severity");
    if (!id || !severity) return Error{Fault::malformed, "a finding without id or severity"};
    Finding finding{.id = *id, .severity = Severity::info, .parameters = {}, .evidence = {}};
    for (const auto& [known, name] : severities)
        if (name == *severity) finding.severity = known;
    if (const auto* parameters = json::find(document, "parameters");
        parameters && parameters->is_object())
        for (const auto& [name, text] : parameters->get_object())
            if (text.is_string()) finding.parameters[std::string(name)] = text.get_string();
    for (const auto& name : json::list_at(document, "evidence"))
        if (name.is_string()) finding.evidence.emplace_back(name.get_string());
    return finding;
}

std::vector<Series> series_from(const json::array& list) {
    std::vector<Series> all;
    for (const auto& each : list) {
        Series series{json::text_at(each, "name").value_or(""), {}};
        for (const auto& point : json::list_at(each, "points")) {
            const auto* pair = point.if_array();
            if (!pair || pair->size() != 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_number())
                continue;
            series.points.emplace_back(Time{milliseconds{(*pair)[0].get_int64()}},
                                       (*pair)[1].to_number<double>());
        }
        all.push_back(std::move(series));
    }
    return all;
}

Chart chart_from(const json::value& document) {
    return {.id = json::text_at(document, "id").value_or(""),
            .subject = json::text_at(document, "subject").value_or(""),
            .unit = json::text_at(document, "unit").value_or(""),
            .series = series_from(json::list_at(document, "series")),
            .forecast = series_from(json::list_at(document, "forecast")),
            .ceiling = json::number_at(document, "ceiling"),
            .threshold = json::number_at(document, "threshold")};
}

}  // namespace

std::string_view name_of(Severity severity) {
    for (const auto& [known, name] : severities)
        if (known == severity) return name;
    return "unknown";
}

json::value to_json(const Judgement& judgement) {
    json::array findings;
    json::array facts;
    json::array charts;
    for (const auto& finding : judgement.findings) findings.push_back(to_json(finding));
    for (const auto& fact : judgement.facts)
        facts.push_back(json::object{{"id", fact.id}, {"value", fact.value}});
    for (const auto& chart : judgement.charts) charts.push_back(to_json(chart));
    return {{"findings", std::move(findings)},
            {"facts", std::move(facts)},
            {"charts", std::move(charts)}};
}

Result<Judgement> judgement_from(const json::value& document) {
    Judgement judgement;
    for (const auto& each : json::list_at(document, "findings")) {
        auto finding = finding_from(each);
        if (!finding) return finding.error();
        judgement.findings.push_back(std::move(*finding));
    }
    for (const auto& each : json::list_at(document, "facts"))
        judgement.facts.push_back(
            {json::text_at(each, "id").value_or(""), json::text_at(each, "value").value_or("")});
    for (const auto& each : json::list_at(document, "charts"))
        judgement.charts.push_back(chart_from(each));
    return judgement;
}

}  // namespace diag
