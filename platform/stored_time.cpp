// SPDX-License-Identifier: Apache-2.0
#include "platform/stored_time.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag {

Time bounded_time(std::int64_t since_1970_ms) {
    return Time{milliseconds{
        std::clamp<std::int64_t>(since_1970_ms, 0, latest_time.time_since_epoch().count())}};
}

Time bounded_time(std::chrono::seconds since_1970) {
    const auto latest = std::chrono::floor<std::chrono::seconds>(latest_time.time_since_epoch());
    return Time{std::clamp(since_1970, std::chrono::seconds{0}, latest)};
}

Time time_in(std::string_view text) { return bounded_time(integer(trimmed(text)).value_or(0)); }

Time time_from(const json::value& document, std::string_view path) {
    return bounded_time(json::integer_at(document, path).value_or(0));
}

std::optional<Time> time_at(const json::value& document, std::string_view path) {
    const auto count = json::integer_at(document, path);
    if (!count || bounded_time(*count).time_since_epoch().count() != *count) return std::nullopt;
    return bounded_time(*count);
}

milliseconds span_from(const json::value& document, std::string_view path) {
    return milliseconds{
        std::clamp<std::int64_t>(json::integer_at(document, path).value_or(0), 0, 86'400'000)};
}

}  // namespace diag
