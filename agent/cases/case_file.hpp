// SPDX-License-Identifier: Apache-2.0
// A case's file: TOML that people write.
#pragma once

#include <cstddef>
#include <string>

#include "agent/cases/notes.hpp"
#include "platform/files.hpp"
#include "platform/result.hpp"

namespace diag::cases {

/// Of a case's file, in bytes.
inline constexpr std::size_t case_limit = 256 << 10;

/// `given` is a case number ("4711", "SAFR-2026-17"), a TOML file, or empty: no case. The file has
/// any of the keys of `texts`, `id` (as `case new` writes it), `opened` (a time as RFC 3339 has
/// it), `screenshots` ("none: " and why there are none) and `attachments` (files, relative to it:
/// they come back with its directory before them).
///
/// Fails with malformed, naming file, line and key, and as Files::read does. At most `case_limit`.
Result<Notes> notes_in(Files& files, const std::string& given);

/// The same of the text of `file`, which is for messages and for where attachments are.
Result<Notes> notes_of(const std::string& text, const std::string& file);

/// A text as TOML writes it: in quotation marks, on several lines where it has some.
std::string toml_text(std::string_view text);

}  // namespace diag::cases
