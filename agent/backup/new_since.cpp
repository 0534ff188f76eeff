// SPDX-License-Identifier: Apache-2.0
#include "agent/backup/new_since.hpp"

#include <algorithm>

#include "platform/minute_text.hpp"
#include "platform/text.hpp"

namespace diag::backup {
namespace {

using namespace std::chrono_literals;
using When = Made::When;

/// Between the clocks of who wrote a document and of who named the backup.
constexpr milliseconds slack = 2min;
/// From the beginning of a dump to its last byte, where nothing tells when it began.
constexpr milliseconds longest_dump = 24h;
/// The zone in which a day begins first (ISO 8601).
constexpr milliseconds easternmost = 14h;

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// "events_2026_11" and "events_2026_12" are "events_#_#".
std::string shape_of(std::string_view name) {
    std::string shape;
    for (const char letter : name)
        if (!is_digit(letter))
            shape += letter;
        else if (shape.empty() || shape.back() != '#')
            shape += '#';
    return shape;
}

/// The digits of a name that may be a date: eight or six of them together, or four, two and
/// perhaps two with one sign between. Of several the first.
std::string digits_of_date(std::string_view name) {
    std::vector<std::string> runs;
    std::size_t end = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (!is_digit(name[i])) continue;
        const bool goes_on = i > 0 && is_digit(name[i - 1]);
        const bool follows = !runs.empty() && i == end + 1 && runs.front().size() == 4;
        if (!goes_on && !follows) {
            const auto so_far = joined(runs, "");
            if (so_far.size() == 6 || so_far.size() == 8) return so_far;
            runs.clear();
        }
        if (!goes_on) runs.emplace_back();
        runs.back() += name[i];
        end = i + 1;
    }
    const bool parts = std::ranges::all_of(
        runs, [&](const auto& run) { return &run == &runs.front() || run.size() == 2; });
    return parts ? joined(runs, "") : std::string{};
}

/// The beginning of the day or month that a name tells, as if in UTC.
std::optional<Time> date_in(std::string_view name) {
    using namespace std::chrono;
    const auto digits = digits_of_date(name);
    if (digits.size() != 6 && digits.size() != 8) return {};
    const auto number = [&](std::size_t from, std::size_t count) {
        return static_cast<unsigned>(natural(digits.substr(from, count)).value_or(0));
    };
    const auto day_number = digits.size() == 8 ? number(6, 2) : 1;
    const year_month_day date{year{static_cast<int>(number(0, 4))}, month{number(4, 2)},
                              day{day_number}};
    if (!date.ok() || date.year() < year{2000} || date.year() > year{2100}) return {};
    return Time{sys_days{date}};
}

bool is_one_of_a_series(const Namespace& name, const Contents& contents) {
    const auto shape = shape_of(name.second);
    return std::ranges::count_if(contents.collections, [&](const auto& each) {
               const auto& [database, collection] = each.first;
               return (database == name.first || database.empty()) && shape_of(collection) == shape;
           }) >= 2;
}

/// The latest moment at which the dump may have begun, and the earliest.
std::pair<Time, Time> begun(const Climb& climb) {
    if (climb.named_so) return {climb.taken, climb.taken};
    const auto& written = climb.contents->written;
    const auto latest = written ? std::min(written->first, climb.taken) : climb.taken;
    return {latest, latest - longest_dump};
}

}  // namespace

const Collection* held_in(const Contents& contents, const Namespace& name) {
    auto found = contents.collections.find(name);
    if (found == contents.collections.end()) found = contents.collections.find({"", name.second});
    const bool there = found != contents.collections.end() && found->second.has_documents;
    return there ? &found->second : nullptr;
}

Made made(const Namespace& name, const Climb& climb, const Expected& expected) {
    const auto [latest, earliest] = begun(climb);
    if (const auto oldest = expected.oldest.find(name); oldest != expected.oldest.end()) {
        const auto by = "its oldest document is of " + minute_text(oldest->second);
        if (oldest->second >= latest + slack) return {When::since, by};
        if (oldest->second < earliest - slack) return {When::before, by};
        return {When::not_told, by};
    }
    const auto date = date_in(name.second);
    if (date && *date - easternmost > latest && is_one_of_a_series(name, *climb.contents))
        return {When::since, "its name tells a later day than the backup's"};
    return {};
}

}  // namespace diag::backup
