// SPDX-License-Identifier: Apache-2.0
// Values that stand beside their name as a member, attribute, element or argument of their own:
// {"name":"password","value":"x"}, <key>password</key><string>x</string>, ["password","x"].
#pragma once

#include <optional>
#include <string_view>

#include "agent/redact/values.hpp"

namespace diag::redact {

/// In <... name="password" value="x">, {"name":"password","value":"x"}, or on YAML's next lines:
/// where the x begins. Behind a name in quotes, or that is what "name:" is set to, other members
/// may stand before it.
std::optional<std::size_t> paired_value(std::string_view text, const Name& name, std::size_t at,
                                        bool quoted);

/// The same in a tag, in which nothing may stand before it.
std::optional<std::size_t> paired_attribute(std::string_view text, std::size_t at);

/// <key>password</key> <string>x</string>: after the end of the tag that holds the name.
std::optional<Opening> next_element(std::string_view text, const Name& name);

/// ["password", "x"] and put("password", "x"): where the quotation of the x begins.
std::optional<std::size_t> listed_value(std::string_view text, const Name& name,
                                        const Quote& quote);

}  // namespace diag::redact
