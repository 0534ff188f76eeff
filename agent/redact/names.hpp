// SPDX-License-Identifier: Apache-2.0
// Does a key's name say that its value is a secret?
#pragma once

#include <cstddef>
#include <string_view>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// A key's name in a text, and the word in it that gave it away.
struct Name {
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t word_from = 0;
    std::size_t word_to = 0;
    std::size_t run_from = 0;  ///< the bytes between it and `from` could be of names too
};

/// The whole name around the word [from, to): "spring.datasource.password".
Name name_around(std::string_view text, std::size_t from, std::size_t to);

/// The same, where one word may follow another without a gap: looks for the ends once.
Name name_around(Reading& reading, std::size_t from, std::size_t to);

/// False for "passwordExpired", "token_type", "...PasswordEncoder": about a secret, but none.
bool names_secret(std::string_view text, const Name& name);

/// Whether the word begins and ends a part of its name: "db_pass", "userPwd", not "compass".
bool is_whole_part(std::string_view text, const Name& name);

/// Whether the word ends its name as in "storepass", "requirepass": not in "compass", "bypass".
bool ends_in_pass(std::string_view text, const Name& name);

/// Whether a value says nothing that must be hidden: "", null, true, ****, ${PLACEHOLDER},
/// <password>, [PROTECTED], or one of our own marks.
bool is_no_secret(std::string_view value);

/// Whether `value`, after "key: ", goes on as a sentence: "password: must not be empty".
bool begins_sentence(std::string_view value);

/// Whether one of our own marks, "[secret:1f2e3d4c]", begins at `at`.
bool is_mark_at(std::string_view text, std::size_t at);

}  // namespace diag::redact
