// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/sample.hpp"

#include <algorithm>
#include <tuple>

#include "agent/backup/read_names.hpp"
#include "platform/text.hpp"

namespace diag::backup {

std::optional<std::uint32_t> Sample::field_of(std::string_view path) {
    const auto found = fields_.find(path);
    if (found != fields_.end()) return found->second;
    if (fields_.size() >= most_fields) return {};
    const auto number = static_cast<std::uint32_t>(fields_.size());
    fields_.emplace(path, number);
    return number;
}

void Sample::see(std::string_view document, NameDigest& digest, std::uint64_t chance) {
    ++seen_;
    auto at = records_.size();
    if (at == most_records) {
        at = static_cast<std::size_t>(chance % seen_);
        if (at >= most_records) return;
    } else {
        records_.emplace_back();
    }
    records_[at] =
        names_in(document, digest, [this](std::string_view path) { return field_of(path); });
    records_[at].shrink_to_fit();
}

void Sample::compare(const NameSet& names, References& references) const {
    std::vector<Named> all;
    for (const auto& record : records_) all.insert(all.end(), record.begin(), record.end());
    std::ranges::sort(
        all, {}, [](const Named& each) { return std::tuple(each.field, each.form, each.name); });
    // The same name in many records is one: a field that has few of them names no images.
    all.erase(std::unique(all.begin(), all.end()), all.end());
    for (auto each = all.begin(); each != all.end();) {
        const auto end = std::find_if(each, all.end(), [&](const Named& other) {
            return other.field != each->field || other.form != each->form;
        });
        const auto field = each->field;
        const auto form = each->form;
        std::uint64_t looked_for = 0, found = 0;
        for (; each != end; ++each) {
            if (!names.covers(each->name)) continue;
            ++looked_for;
            found += names.has(each->name) ? 1 : 0;
        }
        tell(field, form, looked_for, found, references);
    }
}

void Sample::tell(std::uint32_t field, Form form, std::uint64_t names, std::uint64_t found,
                  References& references) const {
    if (names < least_names) return;
    ++references.fields;
    if (found == 0) return;
    const auto path =
        std::ranges::find(fields_, field, [](const auto& each) { return each.second; });
    references.closest.push_back({.field = one_line(path->first),
                                  .form = form,
                                  .records = records_.size(),
                                  .names = names,
                                  .found = found});
}

}  // namespace diag::backup
