// SPDX-License-Identifier: Apache-2.0
#include "platform/reach.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::array<std::string_view, 6> rungs{"name", "connection", "proxy",
                                                "tls",  "answer",     "whole"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// How long a cache kept the answer; none: 0. Nothing where it cannot be told.
std::optional<std::chrono::seconds> age_of(const HttpHeaders& headers) {
    constexpr std::uint64_t most = 2'147'483'648;  // RFC 9111 1.2.2
    const auto text = header_of(headers, "Age");
    if (!text) return std::chrono::seconds{0};
    const auto age = natural(*text);
    if (!age || *age > most) return std::nullopt;
    return std::chrono::seconds{*age};
}

}  // namespace

std::string_view name_of(Rung rung) { return rungs.at(static_cast<std::size_t>(rung)); }

Rung rung_named(std::string_view name) {
    const auto found = std::ranges::find(rungs, name);
    return found == rungs.end() ? Rung::name : static_cast<Rung>(found - rungs.begin());
}

std::optional<Time> date_of(const HttpHeaders& headers) {
    // "Sun, 06 Nov 1994 08:49:37 GMT": the one form that servers write (RFC 9110 5.6.7).
    const auto text = header_of(headers, "Date");
    if (!text || text->size() != 29 || !text->ends_with(" GMT")) return std::nullopt;
    const auto number = [&](std::size_t at, std::size_t size) {
        return natural(text->substr(at, size));
    };
    const auto day = number(5, 2), year = number(12, 4);
    const auto hour = number(17, 2), minute = number(20, 2), second = number(23, 2);
    const auto month = std::ranges::find(months, text->substr(8, 3));
    if (!day || !year || !hour || !minute || !second || month == months.end()) return std::nullopt;
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(*year)},
        std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto age = age_of(headers);
    if (!age) return std::nullopt;
    return Time{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
           std::chrono::minutes{*minute} + std::chrono::seconds{*second} + *age;
}

}  // namespace diag
