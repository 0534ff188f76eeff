// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/withhold.hpp"

#include <algorithm>

namespace diag::collect {
namespace {

constexpr std::size_t longest_number = 12;
constexpr std::size_t longest_unit = 6;
constexpr std::string_view withheld = "…";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_unit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '/';
}

}  // namespace

bool is_quantity(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    const auto end = std::ranges::find_if_not(text, [](char c) { return is_digit(c) || c == '.'; });
    const auto number = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    auto unit = text.substr(number.size());
    if (number.empty() || number.size() > longest_number || !is_digit(number.front()) ||
        !is_digit(number.back()) || std::ranges::count(number, '.') > 1)
        return false;
    if (unit.starts_with(' ')) unit.remove_prefix(1);
    return unit.size() <= longest_unit && std::ranges::all_of(unit, is_unit) &&
           !(unit.empty() && text.ends_with(' '));
}

void withhold_all_but_findings(report::Story& story) {
    story.server.clear();
    for (auto& chapter : story.chapters) {
        chapter.outcome.note.clear();
        chapter.judgement.facts.clear();
        chapter.judgement.charts.clear();
        for (auto& finding : chapter.judgement.findings) {
            finding.evidence.clear();
            for (auto& [name, value] : finding.parameters)
                if (!is_quantity(value)) value = withheld;
        }
    }
}

}  // namespace diag::collect
