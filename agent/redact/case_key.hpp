// SPDX-License-Identifier: Apache-2.0
// The key behind a case's stand-ins: made at first use, kept on site for as long as the case lives.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "agent/redact/redactor.hpp"
#include "platform/result.hpp"

namespace diag::redact {

/// A key for one run: its stand-ins mean nothing to any other.
CaseKey fresh_key();

/// The key of that case: `state`/map/<case>.key, 32 random bytes with mode 0600, made on first use.
///
/// Processes that make it at once get the same key. Whoever holds it and a stand-in can try out
/// values, so it never leaves; losing it only means that later bundles have other stand-ins.
///
/// Fails with refused for a case number that is empty or longer than 64 bytes, denied when state or
/// key are another user's or open to others, malformed when the key is damaged, and as the system
/// says.
Result<CaseKey> case_key(const std::filesystem::path& state, std::string_view case_number);

/// The file of a case's key: bytes outside [A-Za-z0-9_-] as %XX, so that no two cases share one and
/// none leaves the directory.
std::string case_key_file(std::string_view case_number);

}  // namespace diag::redact
