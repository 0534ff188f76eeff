// SPDX-License-Identifier: Apache-2.0
#include "collectors/backups/cron.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "platform/text.hpp"

namespace diag::backups {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};

struct Field {
    unsigned least, most;
    Words names = {};  ///< of its values from `least` on
};

constexpr Field minute_field{0, 59};
constexpr Field hour_field{0, 23};
constexpr Field day_field{1, 31};
constexpr Field month_field{1, 12, month_names};
constexpr Field weekday_field{0, 7, day_names};  // 0 and 7 are Sunday

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> short_forms{
    {{"@yearly", "0 0 1 1 *"},
     {"@annually", "0 0 1 1 *"},
     {"@monthly", "0 0 1 * *"},
     {"@weekly", "0 0 * * 0"},
     {"@daily", "0 0 * * *"},
     {"@midnight", "0 0 * * *"},
     {"@hourly", "0 * * * *"}}};

bool has(std::uint64_t bits, unsigned value) { return (bits >> value & 1) != 0; }

std::optional<unsigned> value_of(std::string_view text, const Field& field) {
    for (std::size_t i = 0; i < field.names.size(); ++i)
        if (lowered(text) == field.names[i]) return field.least + static_cast<unsigned>(i);
    const auto number = natural(text);
    if (!number || *number < field.least || *number > field.most) return {};
    return static_cast<unsigned>(*number);
}

/// "*", "5", "1-5", each with "/2" or without.
std::optional<std::uint64_t> range_of(std::string_view text, const Field& field) {
    const auto slash = text.find('/');
    const auto span = text.substr(0, slash);
    std::uint64_t step = 1;
    if (slash != text.npos) {
        const auto told = natural(text.substr(slash + 1));
        if (!told || *told == 0) return {};
        step = *told;
    }
    const auto dash = span.find('-');
    auto first = std::optional(field.least), last = std::optional(field.most);
    if (span != "*") {
        first = value_of(span.substr(0, dash), field);
        if (dash != span.npos)
            last = value_of(span.substr(dash + 1), field);
        else if (slash == text.npos)
            last = first;
    }
    if (!first || !last || *first > *last) return {};
    std::uint64_t bits = 0;
    for (std::uint64_t value = *first; value <= *last; value += std::min<std::uint64_t>(step, 64))
        bits |= 1ull << value;
    return bits;
}

/// Ranges with commas between.
std::optional<std::uint64_t> bits_of(std::string_view text, const Field& field) {
    std::uint64_t all = 0;
    for (const auto part : parts_of(text, ',')) {
        const auto bits = range_of(part, field);
        if (!bits) return {};
        all |= *bits;
    }
    return all;
}

/// The five fields of a line that has a command too; a short form is written out.
std::vector<std::string_view> fields_of(std::string_view line) {
    auto words = words_of(line);
    if (!words.empty() && words.front().starts_with('@')) {
        for (const auto& [name, fields] : short_forms)
            if (words.front() == name && words.size() > 1) return words_of(fields);
        return {};
    }
    if (words.size() <= 5) return {};
    words.resize(5);
    return words;
}

}  // namespace

std::optional<CronTime> CronTime::of(std::string_view line) {
    const auto fields = fields_of(line);
    if (fields.empty()) return {};
    const auto minutes = bits_of(fields[0], minute_field);
    const auto hours = bits_of(fields[1], hour_field);
    const auto days = bits_of(fields[2], day_field);
    const auto months = bits_of(fields[3], month_field);
    const auto weekdays = bits_of(fields[4], weekday_field);
    if (!minutes || !hours || !days || !months || !weekdays) return {};
    CronTime time;
    time.minutes_ = *minutes;
    time.hours_ = *hours;
    time.days_ = *days;
    time.months_ = *months;
    time.weekdays_ = *weekdays | (has(*weekdays, 7) ? 1 : 0);
    // Both crons look at the first letter: "*/2" is a star too.
    time.either_day_ = !fields[2].starts_with('*') && !fields[4].starts_with('*');
    return time;
}

bool CronTime::runs_on(std::chrono::year_month_day date) const {
    if (!has(months_, static_cast<unsigned>(date.month()))) return false;
    const bool day = has(days_, static_cast<unsigned>(date.day()));
    const bool weekday =
        has(weekdays_, std::chrono::weekday(std::chrono::sys_days(date)).c_encoding());
    return either_day_ ? day || weekday : day && weekday;
}

std::optional<std::chrono::minutes> CronTime::latest_in_day(std::chrono::minutes until) const {
    constexpr int minutes_an_hour = 60;
    for (auto at = static_cast<int>(until.count()); at >= 0; --at)
        if (has(hours_, static_cast<unsigned>(at / minutes_an_hour)) &&
            has(minutes_, static_cast<unsigned>(at % minutes_an_hour)))
            return std::chrono::minutes{at};
    return {};
}

std::optional<Time> CronTime::last_due(Time local) const {
    using namespace std::chrono;
    // From one 29 February to the next there may be eight years.
    constexpr int most_days = 8 * 366;
    const auto today = floor<days>(local);
    for (int back = 0; back <= most_days; ++back) {
        const auto day = today - days{back};
        if (!runs_on(year_month_day(day))) continue;
        const auto until =
            back == 0 ? floor<minutes>(local - today) : minutes{hours{24}} - minutes{1};
        if (const auto at = latest_in_day(until)) return Time{day + *at};
    }
    return {};
}

}  // namespace diag::backups
