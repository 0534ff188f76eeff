// SPDX-License-Identifier: Apache-2.0
#include "agent/cases/dates.hpp"

#include "platform/text.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

std::string two(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

/// Digits alone, exactly so many.
std::optional<unsigned> digits(std::string_view text, std::size_t count) {
    if (text.size() != count || text.find_first_not_of("0123456789") != text.npos)
        return std::nullopt;
    return static_cast<unsigned>(*natural(text));
}

}  // namespace

std::string clock_of(minutes time) { return two(time.count() / 60) + ":" + two(time.count() % 60); }

std::optional<minutes> clock_from(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = digits(text.substr(0, 2), 2);
    const auto minute = digits(text.substr(3), 2);
    if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
    return minutes{*hour * 60 + *minute};
}

std::optional<year_month_day> date_from(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto y = digits(text.substr(0, 4), 4);
    const auto m = digits(text.substr(5, 2), 2);
    const auto d = digits(text.substr(8), 2);
    if (!y || !m || !d || *y < 1970 || *y > 2199) return std::nullopt;
    const year_month_day date{year{static_cast<int>(*y)}, month{*m}, day{*d}};
    if (!date.ok()) return std::nullopt;
    return date;
}

std::optional<month_day> yearly_from(std::string_view text) {
    if (text.size() != 5 || text[2] != '-') return std::nullopt;
    const auto m = digits(text.substr(0, 2), 2);
    const auto d = digits(text.substr(3), 2);
    if (!m || !d) return std::nullopt;
    const month_day date{month{*m}, day{*d}};
    if (!date.ok()) return std::nullopt;
    return date;
}

std::string local_text(const TimeZone& zone, Time time) {
    const Time shown{zone.local(time).time_since_epoch()};
    const auto offset = duration_cast<minutes>(zone.offset_at(time));
    auto text = to_text(shown).substr(0, 16) + " UTC";
    text[10] = ' ';
    if (offset.count() == 0) return text;
    return text + (offset.count() < 0 ? "-" : "+") + clock_of(abs(offset));
}

}  // namespace diag::cases
