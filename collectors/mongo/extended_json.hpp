// SPDX-License-Identifier: Apache-2.0
// Reading BSON's types out of extended JSON, relaxed or canonical (specification "MongoDB Extended
// JSON v2"). What is not there, or 0 where 0 means nothing, is nothing: never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/json.hpp"

namespace diag::mongo {

/// A number of any kind: 5, 5.0, {"$numberLong": "5"}.
std::optional<double> number_of(const json::value& root, std::string_view path);
std::optional<std::int64_t> whole_of(const json::value& root, std::string_view path);

/// A whole number from 0 on.
std::optional<std::uint64_t> natural_of(const json::value& root, std::string_view path);

/// A date; nothing for those of 1970, which mongod gives for "never", nor from 2100 on.
std::optional<Time> date_of(const json::value& root, std::string_view path);

/// Seconds of a BSON timestamp, also of {"ts": timestamp, "t": term}; nothing where they are 0.
std::optional<std::int64_t> seconds_of(const json::value& root, std::string_view path);

}  // namespace diag::mongo
