// SPDX-License-Identifier: Apache-2.0
#include "collectors/capacity/ages.hpp"

#include <algorithm>

#include "platform/json.hpp"
#include "platform/stored_time.hpp"
#include "platform/text.hpp"

namespace diag::capacity {
namespace {

constexpr std::size_t most_dated = 64;

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// Year, month and day as digits of that length; nothing where it is no date.
std::optional<std::int64_t> day_of(std::string_view year, std::string_view month,
                                   std::string_view day) {
    if (year.size() != 4 || month.size() != 2 || day.size() != 2) return {};
    if (!all_digits(year) || !all_digits(month) || !all_digits(day)) return {};
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(natural(year).value_or(0))},
        std::chrono::month{static_cast<unsigned>(natural(month).value_or(0))},
        std::chrono::day{static_cast<unsigned>(natural(day).value_or(0))}};
    if (!date.ok() || date.year() < std::chrono::year{2000}) return {};
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

json::array to_json(const Window& window) { return {window.files, window.pictures, window.bytes}; }

std::uint64_t number_in(const json::array& list, std::size_t at) {
    if (at >= list.size()) return 0;
    return json::natural_at(json::object{{"n", list[at]}}, "n");
}

Window window_from(const json::value& value) {
    const auto* list = value.if_array();
    if (!list) return {};
    return {number_in(*list, 0), number_in(*list, 1), number_in(*list, 2)};
}

void read_windows(const json::array& list, std::array<Window, most_windows>& into) {
    for (std::size_t i = 0; i < std::min(list.size(), into.size()); ++i)
        into.at(i) = window_from(list[i]);
}

}  // namespace

std::optional<std::int64_t> day_named(std::string_view path) {
    const auto parts = parts_of(path, '/');
    const auto last = parts.back();
    if (last.size() == 8) return day_of(last.substr(0, 4), last.substr(4, 2), last.substr(6));
    if (last.size() == 10 && last[4] == '-' && last[7] == '-')
        return day_of(last.substr(0, 4), last.substr(5, 2), last.substr(8));
    if (parts.size() < 3) return {};
    return day_of(parts[parts.size() - 3], parts[parts.size() - 2], last);
}

std::string to_text(const Ages& ages) {
    json::array windows, by_name, dated;
    for (const auto& window : ages.windows) windows.push_back(to_json(window));
    for (const auto& window : ages.by_name) by_name.push_back(to_json(window));
    for (const auto& each : ages.dated)
        dated.push_back(json::object{{"path", each.path}, {"day", each.day}});
    return json::write({{"windows", std::move(windows)},
                        {"whole", to_json(ages.whole)},
                        {"oldest", ages.oldest.time_since_epoch().count()},
                        {"cut", ages.cut},
                        {"unreadable", ages.unreadable},
                        {"dated", std::move(dated)},
                        {"by_name", std::move(by_name)}});
}

Result<Ages> ages_from(std::string_view text) {
    const auto document = json::parse(text);
    if (!document) return document.error();
    Ages ages;
    read_windows(json::list_at(*document, "windows"), ages.windows);
    read_windows(json::list_at(*document, "by_name"), ages.by_name);
    if (const auto* whole = json::find(*document, "whole")) ages.whole = window_from(*whole);
    ages.oldest = time_from(*document, "oldest");
    ages.cut = json::flag_at(*document, "cut").value_or(true);
    ages.unreadable = json::flag_at(*document, "unreadable").value_or(false);
    for (const auto& each : json::list_at(*document, "dated"))
        if (ages.dated.size() < most_dated)
            ages.dated.push_back({json::text_at(each, "path").value_or(""),
                                  json::integer_at(each, "day").value_or(0)});
    return ages;
}

}  // namespace diag::capacity
