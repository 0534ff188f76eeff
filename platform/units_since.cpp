// SPDX-License-Identifier: Apache-2.0
// Points of time as people write them. Grammar of RFC 3339 section 5.6, strictly, with what
// people leave out.
#include <ctime>
#include <optional>

#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag {
namespace {

using namespace std::chrono_literals;
using Seconds = std::chrono::sys_seconds;

/// A date and a time of day without a zone.
struct Civil {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    milliseconds fraction{};
};

class Cursor {
public:
    explicit Cursor(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Exactly `count` digits.
    std::optional<int> number(std::size_t count) {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (const char digit : rest_.substr(0, count)) {
            if (digit < '0' || digit > '9') return std::nullopt;
            value = value * 10 + (digit - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    /// Digits after the point, of which the first three count.
    std::optional<milliseconds> fraction() {
        int value = 0;
        std::size_t digits = 0;
        for (std::optional<int> digit; (digit = number(1)); ++digits)
            if (digits < 3) value = value * 10 + *digit;
        if (digits == 0) return std::nullopt;
        for (; digits < 3; ++digits) value *= 10;
        return milliseconds{value};
    }

private:
    std::string_view rest_;
};

std::optional<Civil> date(Cursor& at) {
    const auto year = at.number(4);
    const auto month = year && at.take('-') ? at.number(2) : std::nullopt;
    const auto day = month && at.take('-') ? at.number(2) : std::nullopt;
    if (!day || *year < 1970) return std::nullopt;
    const std::chrono::year_month_day checked{std::chrono::year{*year},
                                              std::chrono::month(static_cast<unsigned>(*month)),
                                              std::chrono::day(static_cast<unsigned>(*day))};
    if (!checked.ok()) return std::nullopt;
    return Civil{*year, *month, *day, 0, 0, 0, {}};
}

/// hh:mm[:ss[.fff]]; a leap second is taken as the second before.
bool time_of_day(Cursor& at, Civil& civil) {
    const auto hour = at.number(2);
    const auto minute = hour && at.take(':') ? at.number(2) : std::nullopt;
    if (!minute || *hour > 23 || *minute > 59) return false;
    civil.hour = *hour;
    civil.minute = *minute;
    if (!at.take(':')) return true;
    const auto second = at.number(2);
    if (!second || *second > 60) return false;
    civil.second = *second == 60 ? 59 : *second;
    if (!at.take('.')) return true;
    const auto fraction = at.fraction();
    if (fraction) civil.fraction = *fraction;
    return fraction.has_value();
}

Time as_utc(const Civil& civil) {
    const std::chrono::sys_days day{std::chrono::year{civil.year} /
                                    std::chrono::month(static_cast<unsigned>(civil.month)) /
                                    std::chrono::day(static_cast<unsigned>(civil.day))};
    return day + std::chrono::hours{civil.hour} + std::chrono::minutes{civil.minute} +
           std::chrono::seconds{civil.second} + civil.fraction;
}

/// As this machine's zone has it: mktime(3) settles what summer time makes ambiguous.
Time as_local(const Civil& civil) {
    std::tm parts{};
    parts.tm_year = civil.year - 1900;
    parts.tm_mon = civil.month - 1;
    parts.tm_mday = civil.day;
    parts.tm_hour = civil.hour;
    parts.tm_min = civil.minute;
    parts.tm_sec = civil.second;
    parts.tm_isdst = -1;
    return Seconds{std::chrono::seconds{std::mktime(&parts)}} + civil.fraction;
}

/// "Z", "+02:00", "-0330", or nothing for local time; the whole rest of the text.
std::optional<Time> zoned(Cursor& at, const Civil& civil) {
    if (at.at_end()) return as_local(civil);
    if (at.take('Z') || at.take('z'))
        return at.at_end() ? std::optional(as_utc(civil)) : std::nullopt;
    const bool east = at.take('+');
    if (!east && !at.take('-')) return std::nullopt;
    const auto hours = at.number(2);
    at.take(':');
    const auto minutes = hours ? at.number(2) : std::nullopt;
    if (!minutes || *hours > 23 || *minutes > 59 || !at.at_end()) return std::nullopt;
    const auto offset = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return east ? as_utc(civil) - offset : as_utc(civil) + offset;
}

std::optional<Time> point_from(std::string_view text) {
    Cursor at(text);
    auto civil = date(at);
    if (!civil) return std::nullopt;
    if (at.at_end()) return as_local(*civil);
    if (!at.take('T') && !at.take('t') && !at.take(' ')) return std::nullopt;
    if (!time_of_day(at, *civil)) return std::nullopt;
    return zoned(at, *civil);
}

/// The first instant of the local day that lies `days` before the one of `now`.
Time midnight(Time now, int days) {
    const auto seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    localtime_r(&seconds, &parts);
    return as_local({parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday - days, 0, 0, 0, {}});
}

}  // namespace

Result<Time> since_from(std::string_view given, Time now) {
    const auto text = trimmed(given);
    if (text == "today") return midnight(now, 0);
    if (text == "yesterday") return midnight(now, 1);
    auto point = point_from(text);
    if (!point) {
        const auto span = duration_from(text);
        if (span) point = now - *span;
    }
    if (!point)
        return Error{Fault::malformed,
                     "'" + printable(text.substr(0, 80)) +
                         "' is neither a duration such as 24h or 2d, nor a time such as "
                         "2026-11-23T20:33:28Z, a date, today or yesterday"};
    const auto shown = "'" + printable(text.substr(0, 80)) + "'";
    if (*point > now)
        return Error{Fault::refused, shown + " lies in the future: it is now " + to_text(now)};
    if (*point == now)
        return Error{Fault::refused, shown + " is this very moment: nothing lies in between"};
    return *point;
}

Result<Time> starting_from(std::string_view given, Time now) {
    const auto text = trimmed(given);
    if (const auto point = point_from(text)) return *point;
    if (const auto span = duration_from(text)) return now + *span;
    return Error{Fault::malformed,
                 "'" + printable(text.substr(0, 80)) +
                     "' is neither a duration from now such as 8h, nor a time such as "
                     "2026-11-23T20:33:28Z, nor a date"};
}

}  // namespace diag
