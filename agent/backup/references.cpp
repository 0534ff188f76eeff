// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/references.hpp"

#include <algorithm>

namespace diag::backup {
namespace {

std::uint64_t natural_in(const json::value& document, std::string_view name) {
    return static_cast<std::uint64_t>(
        std::max<std::int64_t>(0, json::integer_at(document, name).value_or(0)));
}

Form form_named(std::string_view name) {
    const auto* found = std::ranges::find(all_forms, name, [](Form form) { return name_of(form); });
    return found == all_forms.end() ? Form::text : *found;
}

json::object json_of(const Reference& reference) {
    return {{"database", reference.database}, {"collection", reference.collection},
            {"field", reference.field},       {"form", name_of(reference.form)},
            {"records", reference.records},   {"names", reference.names},
            {"found", reference.found}};
}

Reference reference_from(const json::value& document) {
    Reference reference{.database = json::text_at(document, "database").value_or(""),
                        .collection = json::text_at(document, "collection").value_or(""),
                        .field = json::text_at(document, "field").value_or(""),
                        .form = form_named(json::text_at(document, "form").value_or("")),
                        .records = natural_in(document, "records"),
                        .names = natural_in(document, "names")};
    reference.found = std::min(natural_in(document, "found"), reference.names);
    return reference;
}

}  // namespace

std::string_view name_of(Form form) {
    switch (form) {
        case Form::text:
            return "text";
        case Form::object_id:
            return "ObjectId";
        case Form::uuid:
            return "UUID";
        case Form::plain_uuid:
            return "UUID without hyphens";
        case Form::java_uuid:
            return "UUID of old Java drivers";
        case Form::plain_java_uuid:
            return "UUID of old Java drivers without hyphens";
    }
    return "text";
}

double share_of(const Reference& reference) {
    constexpr double percent = 100;
    if (reference.names == 0) return 0;
    return percent * static_cast<double>(reference.found) / static_cast<double>(reference.names);
}

json::value to_json(const References& references) {
    json::array closest;
    for (const auto& each : references.closest) closest.push_back(json_of(each));
    return json::object{{"collections", references.collections},
                        {"records", references.records},
                        {"fields", references.fields},
                        {"one_in", references.one_in},
                        {"closest", std::move(closest)}};
}

References references_from(const json::value& document) {
    References references{.collections = natural_in(document, "collections"),
                          .records = natural_in(document, "records"),
                          .fields = natural_in(document, "fields"),
                          .one_in = std::max<std::uint64_t>(1, natural_in(document, "one_in"))};
    for (const auto& each : json::list_at(document, "closest"))
        if (references.closest.size() < most_references)
            references.closest.push_back(reference_from(each));
    return references;
}

}  // namespace diag::backup
