// SPDX-License-Identifier: Apache-2.0
#include "platform/timestamp.hpp"

#include <cstring>
#include <utility>

#include "platform/timestamp_parts.hpp"

namespace diag {
namespace timestamp {
namespace {

/// An access log's time follows the client and the user; a longer prefix is none.
constexpr std::size_t access_prefix = 256;
/// How far into a JSON line or behind a level's name a time is looked for.
constexpr std::size_t json_prefix = 64;
constexpr std::size_t level_length = 9;

/// "2026-11-23T20:33:28.123+01:00", "2026/11/23 20:33:28"
bool iso(Cursor& at, Fields& is) {
    if (!at.number(4, 4, is.year)) return false;
    const char mark = at.peek();
    if (mark != '-' && mark != '/') return false;
    at.skip(1);
    if (!at.number(2, 2, is.month) || !at.take(mark) || !at.number(2, 2, is.day)) return false;
    if (!at.take('T') && !at.take(' ')) return false;
    if (!at.clock(is)) return false;
    if (at.zone(is.offset_minutes)) return true;
    const bool apart = at.peek() == ' ' && (at.peek(1) == '+' || at.peek(1) == '-') &&
                       is_digit(at.peek(2)) && is_digit(at.peek(4)) && !is_digit(at.peek(6));
    if (apart) at.skip(1), at.zone(is.offset_minutes);
    return true;
}

/// "23/Nov/2026:20:33:28 +0000" of NCSA, "23-Nov-2026 20:33:28.123" of Tomcat
bool day_first(Cursor& at, Fields& is) {
    if (!at.number(1, 2, is.day)) return false;
    const char mark = at.peek();
    if (mark != '/' && mark != '-' && mark != ' ') return false;
    at.skip(1);
    if (!at.month(is.month) || !at.take(mark) || !at.number(4, 4, is.year)) return false;
    if (!at.take(':') && !at.take(' ')) return false;
    if (!at.clock(is)) return false;
    if (mark == '/' && at.take(' ')) at.zone(is.offset_minutes);
    return true;
}

/// "Nov 23 20:33:28" of syslog, "Nov 23, 2026 8:33:28 PM" of java.util.logging, and behind a
/// weekday "Mon Nov 23 20:33:28.123 2026" of Apache
bool month_first(Cursor& at, Fields& is) {
    const bool weekday = is_letter(at.peek(2)) && at.peek(3) == ' ' && is_letter(at.peek(4));
    if (weekday) at.skip(4);
    if (is_letter(at.peek(3)) || !at.month(is.month) || !at.take(' ')) return false;
    at.take(' ');
    if (!at.number(1, 2, is.day)) return false;
    if (at.take(',') && !(at.take(' ') && at.number(4, 4, is.year))) return false;
    if (!at.take(' ') || !at.clock(is)) return false;
    if (at.peek() == ' ' && is.year != 0) at.skip(1), at.half_of_day(is.hour);
    if (weekday && at.take(' ')) at.number(4, 4, is.year);
    return true;
}

/// Seconds (ten digits) or milliseconds (thirteen) since 1970: from 2001 to 2286.
std::optional<Time> epoch(Cursor at) {
    std::int64_t value = 0;
    int digits = 0;
    for (; digits < 14 && is_digit(at.peek()); ++digits, at.skip(1))
        value = value * 10 + (at.peek() - '0');
    if (is_letter(at.peek()) || at.peek() == '-' || at.peek() == '/') return std::nullopt;
    if (digits == 13 && value >= 1'000'000'000'000) return Time{milliseconds{value}};
    if (digits != 10 || value < 1'000'000'000) return std::nullopt;
    int fraction = 0;
    if (at.take('.')) at.fraction(fraction);
    return Time{milliseconds{value * 1000 + fraction}};
}

std::optional<Time> leading_digit(std::string_view text, Time reference) {
    Fields is;
    if (Cursor at(text); iso(at, is)) return time_of(is, reference);
    is = {};
    if (Cursor at(text); day_first(at, is)) return time_of(is, reference);
    return epoch(Cursor(text));
}

/// {"t":{"$date":"2026-..."} of mongod, {"@timestamp":"2026-..."} of JSON encoders
std::optional<Time> in_json(std::string_view line, Time reference) {
    for (std::size_t at = line.find(":\""); at != std::string_view::npos && at < json_prefix;
         at = line.find(":\"", at + 1)) {
        Fields is;
        if (Cursor value(line.substr(at + 2)); iso(value, is)) return time_of(is, reference);
    }
    return std::nullopt;
}

/// "ERROR 2026-11-23 20:33:28 ...", "WARN [2026-11-23 ..."
std::optional<Time> behind_level(std::string_view line, Time reference) {
    const auto space = line.substr(0, level_length + 1).find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    const auto start = line.find_first_not_of(" [", space);
    if (start == std::string_view::npos || !is_digit(line[start])) return std::nullopt;
    Fields is;
    if (Cursor at(line.substr(start)); iso(at, is)) return time_of(is, reference);
    return std::nullopt;
}

/// 10.0.0.1 - - [23/Nov/2026:20:33:28 +0000] "GET ..."
std::optional<Time> in_access_line(std::string_view line, Time reference) {
    const auto head = line.substr(0, access_prefix);
    for (auto at = head.find('['); at != std::string_view::npos; at = head.find('[', at + 1)) {
        Fields is;
        Cursor inside(line.substr(at + 1));
        if (day_first(inside, is)) return time_of(is, reference);
    }
    return std::nullopt;
}

}  // namespace

std::optional<Time> by_sight(std::string_view line, Time reference) {
    if (line.empty() || line.front() == ' ' || line.front() == '\t') return std::nullopt;
    if (line.front() == '{') return in_json(line, reference);
    const auto text = line.front() == '[' ? line.substr(1) : line;
    std::optional<Time> when;
    if (!text.empty() && is_digit(text.front())) {
        when = leading_digit(text, reference);
    } else {
        Fields is;
        if (Cursor at(text); month_first(at, is)) return time_of(is, reference);
        when = behind_level(text, reference);
    }
    return when ? when : in_access_line(line, reference);
}

}  // namespace timestamp

TimestampReader::TimestampReader(Time reference, std::string java_pattern)
    : reference_(reference), java_pattern_(std::move(java_pattern)) {}

std::optional<Time> TimestampReader::read(std::string_view line) const {
    if (!java_pattern_.empty())
        if (const auto when = timestamp::by_pattern(line, java_pattern_, reference_)) return when;
    return timestamp::by_sight(line, reference_);
}

}  // namespace diag
