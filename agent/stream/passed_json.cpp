// SPDX-License-Identifier: Apache-2.0
#include "agent/stream/stream.hpp"

namespace diag::stream {
namespace {

constexpr std::string_view what = "the report of an attachment";

void put(json::object& object, std::string_view name, const std::optional<Time>& time) {
    if (time) object[name] = time->time_since_epoch().count();
}

std::optional<Time> time_at(const json::value& document, std::string_view path) {
    const auto count = json::integer_at(document, path);
    if (!count) return {};
    return Time(milliseconds(*count));
}

Severity severity_named(std::string_view name) {
    for (const auto severity : {Severity::info, Severity::unknown, Severity::warning})
        if (name_of(severity) == name) return severity;
    return Severity::critical;
}

json::object match_json(const SignatureMatch& match) {
    json::object object{{"id", match.id},
                        {"severity", name_of(match.severity)},
                        {"count", match.count},
                        {"first_line", match.first_line},
                        {"last_line", match.last_line},
                        {"sample", match.sample}};
    put(object, "first_time", match.first_time);
    put(object, "last_time", match.last_time);
    return object;
}

SignatureMatch match_from(const json::value& document) {
    return {.id = json::text_at(document, "id").value_or(""),
            .severity = severity_named(json::text_at(document, "severity").value_or("")),
            .count = json::natural_at(document, "count"),
            .first_line = json::natural_at(document, "first_line"),
            .last_line = json::natural_at(document, "last_line"),
            .first_time = time_at(document, "first_time"),
            .last_time = time_at(document, "last_time"),
            .sample = json::text_at(document, "sample").value_or("")};
}

json::array timeline_json(const std::map<Time, LevelCount>& timeline) {
    json::array all;
    for (const auto& [time, levels] : timeline)
        all.push_back(json::object{{"time", time.time_since_epoch().count()},
                                   {"errors", levels.errors},
                                   {"warnings", levels.warnings}});
    return all;
}

void read_lists(const json::value& document, Passed& passed) {
    for (const auto& range : json::list_at(document, "dropped"))
        passed.dropped.push_back({json::natural_at(range, "from"), json::natural_at(range, "to")});
    for (const auto& match : json::list_at(document, "matches"))
        passed.matches.push_back(match_from(match));
    for (const auto& step : json::list_at(document, "timeline"))
        if (const auto time = time_at(step, "time"))
            passed.timeline[*time] = {json::natural_at(step, "errors"),
                                      json::natural_at(step, "warnings")};
    const auto* redactions = json::find(document, "redactions");
    if (redactions != nullptr && redactions->is_object())
        for (const auto& [kind, number] : redactions->as_object())
            passed.redactions[kind] = json::natural_at(number, "");
}

}  // namespace

json::value to_json(const Passed& passed) {
    json::object object{{"name", passed.name},
                        {"read_bytes", passed.read_bytes},
                        {"size", passed.size},
                        {"packed_offset", passed.packed_offset},
                        {"packed_size", passed.packed_size},
                        {"sha256", passed.sha256},
                        {"timeline", timeline_json(passed.timeline)}};
    if (passed.failure)
        object["failure"] =
            json::object{{"fault", name_of(passed.failure->fault)}, {"what", passed.failure->what}};
    json::object redactions;
    for (const auto& [kind, number] : passed.redactions) redactions[kind] = number;
    object["redactions"] = std::move(redactions);
    json::array dropped, matches;
    for (const auto& range : passed.dropped)
        dropped.push_back(json::object{{"from", range.from}, {"to", range.to}});
    for (const auto& match : passed.matches) matches.push_back(match_json(match));
    object["dropped"] = std::move(dropped);
    object["matches"] = std::move(matches);
    put(object, "first_time", passed.first_time);
    put(object, "last_time", passed.last_time);
    return object;
}

Result<Passed> passed_from(const json::value& document) {
    const auto name = json::text_at(document, "name");
    if (!name) return Error{Fault::malformed, std::string(what) + " has no name"};
    Passed passed{.name = *name};
    if (const auto fault = json::text_at(document, "failure.fault"))
        passed.failure =
            Error{fault_named(*fault), json::text_at(document, "failure.what").value_or("")};
    passed.read_bytes = json::natural_at(document, "read_bytes");
    passed.size = json::natural_at(document, "size");
    passed.packed_offset = json::natural_at(document, "packed_offset");
    passed.packed_size = json::natural_at(document, "packed_size");
    passed.sha256 = json::text_at(document, "sha256").value_or("");
    passed.first_time = time_at(document, "first_time");
    passed.last_time = time_at(document, "last_time");
    read_lists(document, passed);
    return passed;
}

}  // namespace diag::stream
