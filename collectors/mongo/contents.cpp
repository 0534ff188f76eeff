// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/contents.hpp"

#include <algorithm>
#include <map>

#include "collectors/mongo/extended_json.hpp"

namespace diag::mongo {
namespace {

constexpr std::size_t most_namespaces = 64;
constexpr std::size_t most_databases = 64;

/// Whether the server did it, and its code where it did not.
json::object outcome_of(const json::value& answer) {
    json::object kept{{"ok", number_of(answer, "ok").value_or(0)}};
    if (const auto code = whole_of(answer, "code")) kept["code"] = *code;
    if (auto name = json::text_at(answer, "codeName")) kept["codeName"] = std::move(*name);
    return kept;
}

std::optional<double> sum(std::optional<double> one, std::optional<double> other) {
    return one && other ? std::optional(*one + *other) : std::nullopt;
}

}  // namespace

std::string operations_kept(const json::value& answer) {
    struct Group {
        std::int64_t count = 0;
        double longest = 0;
    };
    std::map<std::string, Group> groups;
    for (const auto& each : json::list_at(answer, "inprog")) {
        const auto where = json::text_at(each, "ns").value_or("");
        if (groups.size() >= most_namespaces && !groups.contains(where)) continue;
        auto& group = groups[where.empty() ? "-" : where];
        ++group.count;
        group.longest = std::max(group.longest, number_of(each, "secs_running").value_or(0));
    }
    auto kept = outcome_of(answer);
    json::array running;
    for (const auto& [where, group] : groups)
        running.push_back(
            json::object{{"ns", where}, {"count", group.count}, {"longest", group.longest}});
    kept["running"] = std::move(running);
    return json::write(kept);
}

json::object database_kept(std::string_view name, const json::value& answer) {
    auto kept = outcome_of(answer);
    kept["db"] = name;
    for (const char* key : {"collections", "objects", "dataSize", "storageSize", "indexSize"})
        if (const auto number = number_of(answer, key)) kept[key] = *number;
    return kept;
}

std::vector<Running> running_from(std::string_view text) {
    std::vector<Running> all;
    const auto document = json::parse(text);
    if (!document) return all;
    for (const auto& each : json::list_at(*document, "running"))
        if (all.size() < most_namespaces)
            all.push_back({json::text_at(each, "ns").value_or("-"),
                           number_of(each, "count").value_or(0),
                           number_of(each, "longest").value_or(0)});
    return all;
}

std::vector<Database> databases_from(std::string_view text) {
    std::vector<Database> all;
    const auto document = json::parse(text);
    if (!document) return all;
    for (const auto& each : json::list_at(*document, "databases")) {
        auto name = json::text_at(each, "db");
        if (!name || number_of(each, "ok").value_or(0) == 0 || all.size() >= most_databases)
            continue;
        all.push_back({std::move(*name),
                       sum(number_of(each, "storageSize"), number_of(each, "indexSize")),
                       number_of(each, "collections"), number_of(each, "objects")});
    }
    return all;
}

}  // namespace diag::mongo
