// SPDX-License-Identifier: Apache-2.0
// Parts of what prose says of passwords.
#pragma once

#include <optional>
#include <string_view>

#include "agent/redact/values.hpp"

namespace diag::redact {

/// Whether the name is of a password, after which a value may stand with nothing between.
bool names_password(std::string_view text, const Name& name);

/// "password Hunter2x", "password 7 0822455D0A16": a word at `at` that mixes letters and digits.
std::optional<std::size_t> bare_value(std::string_view text, std::size_t at);

/// "set to: x": where the x begins behind the colon before `at`, if it reads like a value.
std::optional<std::size_t> told_value(std::string_view text, const Name& name, std::size_t at);

/// "New password for anna: x", "la clave del usuario anna es x2", from "for" or "del" on: where the
/// x begins.
std::optional<std::size_t> value_for(std::string_view text, const Name& name, std::size_t at);

/// "Password -> x", from the arrow on: where the x begins.
std::optional<std::size_t> behind_arrow(std::string_view text, const Name& name, std::size_t at);

}  // namespace diag::redact
