// SPDX-License-Identifier: Apache-2.0
// What the escalating engineer writes about a case, as --case takes it.
#pragma once

#include <string>

#include "agent/report/story.hpp"
#include "platform/files.hpp"
#include "platform/result.hpp"

namespace diag::report {

/// `given` is a case number ("4711", "SAFR-2026-17"), a TOML file with any of number, severity
/// (high, medium or low), problem, impact, steps and contact, or empty: no case.
///
/// Fails with malformed, naming file, line and key, and as Files::read does. At most 256 KiB.
Result<CaseNotes> case_notes(Files& files, const std::string& given);

}  // namespace diag::report
