// SPDX-License-Identifier: Apache-2.0
// What a form of ours sends back (application/x-www-form-urlencoded, URL standard 5.1).
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::pages {

/// More than any form of ours has.
inline constexpr std::size_t form_limit = 16 << 10;
inline constexpr std::size_t most_fields = 16;

using Fields = std::map<std::string, std::string, std::less<>>;

/// The fields by name, in printable text. Fails with malformed for a name that comes twice or an
/// escape that is none, full past form_limit or most_fields.
Result<Fields> fields_of(std::string_view body);

}  // namespace diag::pages
