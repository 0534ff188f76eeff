// SPDX-License-Identifier: Apache-2.0
// Values that fill the lines below their key: scalars, blocks, lists and mappings of YAML,
// properties that go on, quotations over lines.
#pragma once

#include <string_view>

#include "agent/redact/members.hpp"
#include "agent/redact/reading.hpp"
#include "agent/redact/values.hpp"

namespace diag::redact {

/// "|", ">-", "|2 # comment": a YAML block scalar fills the lines below.
bool begins_block(std::string_view rest);

/// Whether `rest`, all that follows a key in its line, has the form of a tag or an anchor of YAML,
/// and the key that of YAML: "password: &db". A password may begin so as well.
bool is_property(std::string_view text, const Name& name, const Opening& opening,
                 std::string_view rest);

/// Whether `rest`, all that follows a key in its line, leaves the value to the lines below, which
/// begin at `at`: nothing, a block's sign, a tag, an anchor or a comment.
bool goes_below(std::string_view text, const Name& name, const Opening& opening,
                std::string_view rest, std::size_t at);

/// Takes the lines below the key at `name`, from the one that begins at `at` on, deeper than the
/// key. `members` says how those are taken that map names.
void take_below(Reading& reading, const Name& name, std::size_t at, bool block,
                const Members& members);

/// A property goes on in the next line after a backslash.
void take_continued(Reading& reading, std::size_t end);

/// A quotation that its line, which ends at `end`, does not close.
void take_open_quotation(Reading& reading, const Name& name, std::size_t end, const Quote& quote);

/// Base64 of LDIF goes on in lines that begin with a blank (RFC 2849).
void take_folded(Reading& reading, std::size_t end);

}  // namespace diag::redact
