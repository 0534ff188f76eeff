// SPDX-License-Identifier: Apache-2.0
// What every command begins with: configuration, state directory, language; and how it fails.
#pragma once

#include <filesystem>

#include "agent/config/config.hpp"
#include "agent/report/language.hpp"
#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// The configuration that --config or its default file says. Fails with malformed, every mistake a
/// line of the sentence.
Result<config::Config> config_of(const Invocation& invocation);

/// Where state is kept; makes nothing.
Result<std::filesystem::path> state_directory_of(const Invocation& invocation);

/// The same, for commands about what a server's service keeps: a user who looks into a directory of
/// his own while root has one is told so.
Result<std::filesystem::path> record_directory_of(const Invocation& invocation);

/// From --lang, report.language or the environment.
Result<report::Language> language_of(const Invocation& invocation, const config::Config& config);

/// Says the error on standard error, with sudo as the remedy where a user may not, and returns the
/// exit code for it: refused 64 when the command line asked for what there is not, malformed and
/// absent 65, denied 77, full and io 74, bug 70.
int failure(const Error& error);

/// The same of a document or request that is named rightly and does not stand as it should:
/// refused is 65 then, as the command line was not wrong.
int failure_of_document(const Error& error);

}  // namespace diag::commands
