// SPDX-License-Identifier: Apache-2.0
// Times and spans as evidence stores them: a number of milliseconds, foreign to whoever judges it
// years later. Whatever stands there, what comes of it can be reckoned with and written.
#pragma once

#include <optional>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag {

/// 9999-12-31T23:59:59.999Z: the last that RFC 3339 can write, and to_text().
inline constexpr Time latest_time{milliseconds{253'402'300'799'999}};

/// Since 1970, brought to between then and latest_time.
Time bounded_time(std::int64_t since_1970_ms);
Time bounded_time(std::chrono::seconds since_1970);

/// The whole text as milliseconds since 1970, brought into those bounds; 1970 where it is none.
Time time_in(std::string_view text);

/// The milliseconds at `path`, brought into those bounds; 1970 where there are none.
Time time_from(const json::value& document, std::string_view path);

/// The milliseconds at `path`; nothing where there are none, or none within those bounds.
std::optional<Time> time_at(const json::value& document, std::string_view path);

/// Milliseconds at `path`, from none to a day.
milliseconds span_from(const json::value& document, std::string_view path);

}  // namespace diag
