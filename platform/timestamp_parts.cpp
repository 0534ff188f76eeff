// SPDX-License-Identifier: Apache-2.0
#include "platform/timestamp_parts.hpp"

#include <array>
#include <ctime>

#include "platform/text.hpp"

namespace diag::timestamp {
namespace {

using namespace std::chrono;

constexpr std::int64_t seconds_per_day = 86'400;
/// Every zone offset in use is a multiple of 15 minutes, and so are the changes (tz database).
constexpr std::int64_t cache_step = 900;

std::int64_t offset_at(std::int64_t utc_seconds) {
    const auto when = static_cast<std::time_t>(utc_seconds);
    std::tm local{};
    return localtime_r(&when, &local) ? local.tm_gmtoff : 0;
}

std::int64_t find_local_offset(std::int64_t local) {
    const auto before = offset_at(local - seconds_per_day);
    const auto after = offset_at(local + seconds_per_day);
    if (before == after || offset_at(local - before) == before) return before;
    return offset_at(local - after) == after ? after : before;
}

struct MonthName {
    std::array<char, 3> letters;
    int month;
};

// Java writes the names of its default locale, and SAFR servers run in three languages.
constexpr std::array<MonthName, 20> month_names{{
    {{'j', 'a', 'n'}, 1},  {{'e', 'n', 'e'}, 1},  {{'f', 'e', 'b'}, 2},  {{'f', 'e', 'v'}, 2},
    {{'m', 'a', 'r'}, 3},  {{'a', 'p', 'r'}, 4},  {{'a', 'b', 'r'}, 4},  {{'m', 'a', 'y'}, 5},
    {{'m', 'a', 'i'}, 5},  {{'j', 'u', 'n'}, 6},  {{'j', 'u', 'l'}, 7},  {{'a', 'u', 'g'}, 8},
    {{'a', 'g', 'o'}, 8},  {{'s', 'e', 'p'}, 9},  {{'s', 'e', 't'}, 9},  {{'o', 'c', 't'}, 10},
    {{'o', 'u', 't'}, 10}, {{'n', 'o', 'v'}, 11}, {{'d', 'e', 'c'}, 12}, {{'d', 'i', 'c'}, 12},
}};

bool in_range(const Fields& is) {
    return is.hour <= 24 && is.minute <= 59 && is.second <= 60 && is.millisecond <= 999;
}

Time moment(const Fields& is, sys_days day) {
    const auto seconds = std::int64_t{day.time_since_epoch().count()} * seconds_per_day +
                         is.hour * 3600 + is.minute * 60 + is.second;
    const auto offset = is.offset_minutes ? *is.offset_minutes * 60 : local_offset(seconds);
    return Time{milliseconds{(seconds - offset) * 1000 + is.millisecond}};
}

}  // namespace

bool Cursor::take(char expected) {
    if (done() || *at_ != expected) return false;
    ++at_;
    return true;
}

bool Cursor::number(int least, int most, int& value) {
    int read = 0;
    int digits = 0;
    while (digits < most && is_digit(peek(static_cast<std::size_t>(digits))))
        read = read * 10 + (at_[digits++] - '0');
    if (digits < least) return false;
    value = read;
    at_ += digits;
    return true;
}

bool Cursor::fraction(int& milliseconds) {
    int scale = 100;
    int read = 0;
    int digits = 0;
    while (digits < 9 && is_digit(peek(static_cast<std::size_t>(digits)))) {
        read += (at_[digits++] - '0') * scale;
        scale /= 10;
    }
    if (digits == 0) return false;
    milliseconds = read;
    at_ += digits;
    return true;
}

bool Cursor::month(int& value) {
    if (left() < 3) return false;
    if (lower(at_[0]) == 'd' && lower(at_[1]) == 'e' && lower(at_[2]) == 'z') {
        value = 12;
    } else {
        const MonthName* found = nullptr;
        for (const auto& name : month_names)
            if (lower(at_[0]) == name.letters[0] && lower(at_[1]) == name.letters[1] &&
                lower(at_[2]) == name.letters[2])
                found = &name;
        if (!found) return false;
        value = found->month;
    }
    at_ += 3;
    while (is_letter(peek())) ++at_;
    take('.');
    return true;
}

bool Cursor::zone(std::optional<int>& offset_minutes) {
    const Cursor start = *this;
    if (take('Z')) return offset_minutes = 0, true;
    const bool named = std::string_view(at_, left()).starts_with("UTC") ||
                       std::string_view(at_, left()).starts_with("GMT");
    if (named) skip(3);
    const bool east = peek() == '+';
    int hours = 0;
    int minutes = 0;
    if (east || peek() == '-') {
        ++at_;
        if (number(named ? 1 : 2, 2, hours)) {
            const Cursor colon = *this;
            take(':');
            if (!number(2, 2, minutes)) *this = colon;
            // The widest offsets in use are -12 and +14 hours (tz database).
            if (hours <= 14 && minutes <= 59)
                return offset_minutes = (east ? 1 : -1) * (hours * 60 + minutes), true;
        }
    } else if (named) {
        return offset_minutes = 0, true;
    }
    *this = start;
    return false;
}

bool Cursor::clock(Fields& fields) {
    const Cursor start = *this;
    if (number(1, 2, fields.hour) && take(':') && number(2, 2, fields.minute) && take(':') &&
        number(2, 2, fields.second)) {
        const bool mark = peek() == '.' || peek() == ',';
        if (mark && is_digit(peek(1))) skip(1), fraction(fields.millisecond);
        return true;
    }
    *this = start;
    return false;
}

bool Cursor::half_of_day(int& hour) {
    const auto letter = lower(peek());
    if (letter != 'a' && letter != 'p') return false;
    const Cursor start = *this;
    ++at_;
    take('.');
    // Java separates "p. m." by a no-break space, U+00A0 or U+202F.
    while (peek() == ' ' || (!done() && static_cast<unsigned char>(*at_) >= 0x80)) ++at_;
    if (lower(peek()) != 'm' || hour > 12) return *this = start, false;
    ++at_;
    take('.');
    hour = hour % 12 + (letter == 'p' ? 12 : 0);
    return true;
}

std::int64_t local_offset(std::int64_t local_seconds) {
    struct Cache {
        std::int64_t step = INT64_MIN;
        long zone = 0;
        std::int64_t offset = 0;
    };
    thread_local Cache cache;
    const auto step = local_seconds / cache_step;
    if (cache.step != step || cache.zone != ::timezone)
        cache = {step, ::timezone, find_local_offset(local_seconds)};
    return cache.offset;
}

std::optional<Time> time_of(const Fields& is, Time reference) {
    if (!in_range(is) || is.month < 1 || is.day < 1) return std::nullopt;
    const month_day day{month{static_cast<unsigned>(is.month)},
                        std::chrono::day{static_cast<unsigned>(is.day)}};
    if (is.year != 0) {
        const year_month_day date{year{is.year}, day.month(), day.day()};
        return date.ok() ? std::optional(moment(is, sys_days{date})) : std::nullopt;
    }
    const auto latest = year_month_day{floor<days>(reference) + days{1}}.year();
    // 29 February comes back after eight years at most.
    for (int back = 0; back <= 8; ++back) {
        const year_month_day date{latest - years{back}, day.month(), day.day()};
        if (!date.ok()) continue;
        const auto when = moment(is, sys_days{date});
        if (when <= reference + days{1}) return when;
    }
    return std::nullopt;
}

}  // namespace diag::timestamp
