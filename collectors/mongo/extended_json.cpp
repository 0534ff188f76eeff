// SPDX-License-Identifier: Apache-2.0
#include "collectors/mongo/extended_json.hpp"

#include <cmath>

#include "platform/text.hpp"
#include "platform/timestamp.hpp"

namespace diag::mongo {
namespace {

constexpr double largest_whole = 9.0e15;  // doubles are exact up to 2^53
constexpr Time first_real_date{std::chrono::hours{48}};
constexpr Time last_real_date = std::chrono::sys_days{std::chrono::year{2100} / 1 / 1};

std::optional<double> number_in(const json::value& value) {
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    if (value.is_double()) return value.get_double();
    for (const char* kind : {"$numberLong", "$numberInt", "$numberDouble"})
        if (const auto text = json::text_at(value, kind)) return real(*text);
    return {};
}

}  // namespace

std::optional<double> number_of(const json::value& root, std::string_view path) {
    const auto* found = json::find(root, path);
    const auto number = found ? number_in(*found) : std::nullopt;
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<std::int64_t> whole_of(const json::value& root, std::string_view path) {
    const auto number = number_of(root, path);
    if (!number || std::abs(*number) > largest_whole) return {};
    return static_cast<std::int64_t>(*number);
}

std::optional<std::uint64_t> natural_of(const json::value& root, std::string_view path) {
    const auto number = whole_of(root, path);
    if (!number || *number < 0) return {};
    return static_cast<std::uint64_t>(*number);
}

std::optional<Time> date_of(const json::value& root, std::string_view path) {
    const auto* found = json::find(root, path);
    if (!found) return {};
    std::optional<Time> date;
    if (const auto text = json::text_at(*found, "$date"))
        date = TimestampReader(Time{}).read(*text);
    else if (const auto count = whole_of(*found, "$date"))
        date = Time{milliseconds{*count}};
    return date && *date > first_real_date && *date < last_real_date ? date : std::nullopt;
}

std::optional<std::int64_t> seconds_of(const json::value& root, std::string_view path) {
    const auto* found = json::find(root, path);
    if (found && json::find(*found, "ts")) found = json::find(*found, "ts");
    if (!found) return {};
    const auto seconds = whole_of(*found, "$timestamp.t");
    return seconds && *seconds > 0 ? seconds : std::nullopt;
}

}  // namespace diag::mongo
