// SPDX-License-Identifier: Apache-2.0
// JSON through Boost.JSON, with the bounds and the forgiving look-ups that foreign bytes call for.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::json {

using boost::json::array;
using boost::json::object;
using boost::json::value;

/// Parses one document. Depth at most 32. Fails with malformed, naming the byte.
Result<value> parse(std::string_view text);

/// The member at `path` ("smart_status.passed"), or nullptr: also where a step is no object.
const value* find(const value& root, std::string_view path);

/// What lies at `path` if it is of that type; numbers convert between kinds when exact.
std::optional<std::string> text_at(const value& root, std::string_view path);
std::optional<std::int64_t> integer_at(const value& root, std::string_view path);
std::optional<double> number_at(const value& root, std::string_view path);
std::optional<bool> flag_at(const value& root, std::string_view path);
/// A count or a number of 64 bits, as inodes of file servers are; 0 where there is no such.
std::uint64_t natural_at(const value& root, std::string_view path);
/// The array at `path`, or an empty one.
const array& list_at(const value& root, std::string_view path);

/// One line, no spaces.
std::string write(const value& document);
/// Indented by two spaces, newline at the end. For files that people open.
std::string write_pretty(const value& document);

}  // namespace diag::json
