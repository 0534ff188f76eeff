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

/// A number of things or bytes, so a whole one and not negative.
std::optional<std::int64_t> count_of(const json::value& root, std::string_view path) {
    const auto number = whole_of(root, path);
    return number && *number >= 0 ? number : std::nullopt;
}

std::optional<double> sum(std::optional<double> one, std::optional<double> other) {
    return one && other ? std::optional(*one + *other) : std::nullopt;
}

}  // namespace

std::string operations_kept(const json::value& answer) {
    struct Group {
        std::int64_t count = 0;
        std::int64_t longest = 0;
    };
    std::map<std::string, Group> groups;
    std::int64_t elsewhere = 0;
    for (const auto& each : json::list_at(answer, "inprog")) {
        auto where = json::text_at(each, "ns").value_or("");
        if (where.empty()) where = "-";
        if (groups.size() >= most_namespaces && !groups.contains(where)) {
            ++elsewhere;
            continue;
        }
        auto& group = groups[where];
        ++group.count;
        group.longest = std::max(group.longest, count_of(each, "secs_running").value_or(0));
    }
    auto kept = outcome_of(answer);
    json::array running;
    for (const auto& [where, group] : groups)
        running.push_back(
            json::object{{"ns", where}, {"count", group.count}, {"longest", group.longest}});
    kept["running"] = std::move(running);
    if (elsewhere > 0) kept["elsewhere"] = elsewhere;
    return json::write(kept);
}

json::object database_kept(std::string_view name, const json::value& answer) {
    auto kept = outcome_of(answer);
    kept["db"] = name;
    for (const char* key : {"collections", "objects", "dataSize", "storageSize", "indexSize"})
        if (const auto number = number_of(answer, key)) kept[key] = *number;
    return kept;
}

Operations running_from(std::string_view text) {
    Operations operations;
    const auto document = json::parse(text);
    if (!document) return operations;
    operations.elsewhere = count_of(*document, "elsewhere").value_or(0);
    for (const auto& each : json::list_at(*document, "running"))
        if (operations.known.size() < most_namespaces)
            operations.known.push_back({json::text_at(each, "ns").value_or("-"),
                                        count_of(each, "count").value_or(0),
                                        count_of(each, "longest").value_or(0)});
    return operations;
}

Databases databases_from(std::string_view text) {
    Databases databases;
    const auto document = json::parse(text);
    if (!document) return databases;
    if (json::flag_at(*document, "cut").value_or(false)) databases.all = count_of(*document, "all");
    for (const auto& each : json::list_at(*document, "databases")) {
        auto name = json::text_at(each, "db");
        if (!name || number_of(each, "ok").value_or(0) == 0 ||
            databases.known.size() >= most_databases)
            continue;
        databases.known.push_back({std::move(*name),
                                   sum(count_of(each, "storageSize"), count_of(each, "indexSize")),
                                   count_of(each, "collections"), count_of(each, "objects")});
    }
    return databases;
}

}  // namespace diag::mongo
