// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/month.hpp"

#include <array>
#include <ctime>

#include "platform/text.hpp"

namespace diag::availability {
namespace {

std::tm local(std::int64_t second) {
    std::tm parts{};
    const auto time = static_cast<std::time_t>(second);
    ::localtime_r(&time, &parts);
    return parts;
}

std::string formatted(const std::tm& parts, const char* format) {
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

/// Midnight on that day; the first instant where there is no midnight.
std::int64_t midnight(int year, int month, int day) {
    std::tm parts{};
    parts.tm_year = year - 1900;
    parts.tm_mon = month - 1;
    parts.tm_mday = day;
    parts.tm_isdst = -1;
    return std::mktime(&parts);
}

}  // namespace

Result<Month> month_from(std::string_view text) {
    const auto year = natural(text.substr(0, 4));
    const auto month = text.size() == 7 ? natural(text.substr(5, 2)) : std::nullopt;
    if (text.size() != 7 || text[4] != '-' || !year || !month || *year < 1970 || *year > 9998 ||
        *month < 1 || *month > 12)
        return Error{Fault::malformed, "expected a month as 2026-10"};
    const auto y = static_cast<int>(*year), m = static_cast<int>(*month);
    const Window window{midnight(y, m, 1), m == 12 ? midnight(y + 1, 1, 1) : midnight(y, m + 1, 1)};
    auto zone = formatted(local(window.from), "%Z %z");
    const auto at_end = formatted(local(window.until - 1), "%Z %z");
    if (at_end != zone) zone += ", " + at_end;
    return Month{std::string(text), window, zone};
}

std::string month_before(Time now) {
    const auto parts =
        local(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count());
    const auto first = midnight(parts.tm_year + 1900, parts.tm_mon + 1, 1);
    return formatted(local(first - 1), "%Y-%m");
}

std::string local_text(std::int64_t second) {
    return formatted(local(second), "%Y-%m-%d %H:%M:%S");
}

std::string local_date(std::int64_t second) { return formatted(local(second), "%Y-%m-%d"); }

std::string date_after(std::int64_t second, int days) {
    return local_date(end_of_date_after(second, days - 1));
}

std::int64_t end_of_date_after(std::int64_t second, int days) {
    const auto parts = local(second);
    return midnight(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday + days + 1);
}

}  // namespace diag::availability
