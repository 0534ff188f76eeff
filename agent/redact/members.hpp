// SPDX-License-Identifier: Apache-2.0
// What a name of secrets is set to where that has members: objects and lists of JSON, of YAML in
// one line, and maps as programs print them; also inside of strings, and over lines.
#pragma once

#include <cstdint>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Takes the value [from, to) of a member.
using Taker = void (*)(Reading& reading, std::size_t from, std::size_t to);

/// What a name or a label says of the members of its value.
struct Holder {
    bool all = false;      ///< of the outermost object, whatever they are called: "passwords"
    bool numbers = false;  ///< also where only their place tells: {"passwords":{"anna":4711}}
    bool ids = false;      ///< "id" is the secret itself: {"token":{"id":"0a1b..."}}
};
Holder held_by(std::string_view label);

/// Which members are taken, and how.
struct Members {
    Taker take;
    Kind kind = Kind::secret;  ///< of numbers, which are taken in quotes
    Holder holds;
    bool quoted = false;       ///< numbers are bare words of JSON
    std::uint8_t escapes = 0;  ///< backslashes before the quotation marks around
};

/// Shortest "id" that is a token's own text, in bytes.
inline constexpr std::size_t least_id = 16;

/// Whether an object, or a list that holds more than words, begins at `at`.
bool begins_members(std::string_view text, std::size_t at);

/// Takes the members of the object or list that begins at `at`, and of all within it. Looks a
/// bounded way and at no byte twice.
void take_members(Reading& reading, std::size_t at, const Members& members);

/// Whether a member so called tells about a secret and is none: "type", "userName", "expiresAt".
bool is_about_secret(std::string_view label);

/// Whether `value` is a number that a member so called counts or measures, and holds no secret. One
/// of fewer than four digits does, and one without a label does not.
bool is_measure(std::string_view label, std::string_view value);

}  // namespace diag::redact
