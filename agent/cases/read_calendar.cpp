// SPDX-License-Identifier: Apache-2.0
#include <toml++/toml.h>

#include <algorithm>

#include "agent/cases/calendar.hpp"
#include "agent/cases/dates.hpp"
#include "platform/text.hpp"

namespace diag::cases {
namespace {

using namespace std::chrono;

constexpr std::size_t file_limit = 64 << 10;
constexpr std::size_t most_holidays = 2'000;
constexpr std::array<std::string_view, 7> day_names{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};

/// Reads one calendar; the first mistake is the one that is told.
class CalendarReader {
public:
    CalendarReader(Files& files, const std::string& file) : files_(files), file_(file) {}

    Result<Calendar> read(const toml::table& table, const std::string& zone) {
        calendar_.zone_name = zone;
        for (const auto& [key, value] : table) {
            const auto name = key.str();
            if (name == "zone")
                set_zone(value);
            else if (name == "days")
                set_days(value);
            else if (name == "hours")
                set_hours(value);
            else if (name == "holidays")
                set_holidays(value);
            else
                fail(key, std::string(name) + ": expected zone, days, hours or holidays");
            if (mistake_) return *mistake_;
        }
        auto found = time_zone_named(files_, calendar_.zone_name);
        if (!found) return Error{found.error().fault, file_ + ": " + found.error().what};
        calendar_.zone = std::move(*found);
        if (!has_business_day())
            return Error{Fault::malformed, file_ + ": holidays leave no business day"};
        return std::move(calendar_);
    }

private:
    template <class At>
    void fail(const At& at, const std::string& what) {
        if (!mistake_)
            mistake_ = Error{Fault::malformed,
                             file_ + ":" + std::to_string(at.source().begin.line) + ": " + what};
    }

    void set_zone(const toml::node& value) {
        const auto text = value.value_exact<std::string>();
        if (!text) return fail(value, "zone: expected a name such as \"America/Mexico_City\"");
        calendar_.zone_name = *text;
        if (const auto zone = time_zone_named(files_, *text); !zone)
            fail(value, "zone: " + zone.error().what);
    }

    void set_days(const toml::node& value) {
        calendar_.days.fill(false);
        const auto* list = value.as_array();
        for (std::size_t n = 0; list && n < list->size(); ++n) {
            const auto text = (*list)[n].value_exact<std::string>();
            const auto day = std::find(day_names.begin(), day_names.end(), text.value_or(""));
            if (day == day_names.end()) return fail(value, "days: expected mon, tue, ... sun");
            calendar_.days[static_cast<std::size_t>(day - day_names.begin())] = true;
        }
        if (!std::count(calendar_.days.begin(), calendar_.days.end(), true))
            fail(value, "days: expected a list with one business day at least");
    }

    void set_hours(const toml::node& value) {
        const auto text = value.value_exact<std::string>().value_or("");
        const auto opens = clock_from(std::string_view(text).substr(0, 5));
        const auto closes = text.size() == 11 && text[5] == '-'
                                ? clock_from(std::string_view(text).substr(6))
                                : std::nullopt;
        if (!opens || !closes || *opens >= *closes)
            return fail(value,
                        "hours: expected two times of one day such as \"09:00-18:00\", the "
                        "earlier first");
        calendar_.opens = *opens;
        calendar_.closes = *closes;
    }

    void set_holidays(const toml::node& value) {
        const auto* list = value.as_array();
        if (!list || list->size() > most_holidays)
            return fail(value, "holidays: expected a list of at most 2000 days");
        for (const auto& each : *list) {
            const auto text = each.value_exact<std::string>().value_or("");
            if (const auto date = date_from(text))
                calendar_.holidays.insert(*date);
            else if (const auto yearly = yearly_from(text))
                calendar_.yearly.insert(*yearly);
            else
                return fail(each,
                            "holidays: expected days such as \"2026-12-24\", or \"12-24\" for "
                            "every year");
        }
    }

    /// In every year one of its days is a business day: 2001 to 2028 holds each date on each
    /// weekday.
    bool has_business_day() const {
        for (int y = 2001; y <= 2028; ++y) {
            bool any = false;
            const local_days end{year{y + 1} / January / 1};
            for (local_days day{year{y} / January / 1}; day < end && !any; day += days{1}) {
                const year_month_day date{day};
                any = calendar_.days[weekday{day}.c_encoding()] &&
                      !calendar_.yearly.contains(date.month() / date.day());
            }
            if (!any) return false;
        }
        return true;
    }

    Files& files_;
    const std::string& file_;
    Calendar calendar_;
    std::optional<Error> mistake_;
};

}  // namespace

Result<Calendar> calendar_from(Files& files, std::string_view text, const std::string& file,
                               const std::string& zone) {
    if (const auto line = first_control_character(text))
        return Error{Fault::malformed, file + ":" + std::to_string(*line) +
                                           ": a control character, which no TOML text has"};
    try {
        return CalendarReader(files, file).read(toml::parse(text), zone);
    } catch (const toml::parse_error& error) {
        return Error{Fault::malformed, file + ":" + std::to_string(error.source().begin.line) +
                                           ": " + std::string(error.description())};
    }
}

Result<Calendar> calendar_in(Files& files, const std::string& file, bool asked) {
    const auto zone = local_zone_name(files);
    const auto text = files.read(file, file_limit);
    if (text) return calendar_from(files, *text, file, zone);
    if (asked || text.error().fault != Fault::absent)
        return Error{text.error().fault, "the calendar: " + text.error().what};
    return calendar_from(files, "", file, zone);
}

}  // namespace diag::cases
