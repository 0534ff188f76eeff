// SPDX-License-Identifier: Apache-2.0
// The customer's record for somebody else to read.
#pragma once

#include <filesystem>

#include "agent/ledger/verify.hpp"
#include "platform/command_line.hpp"

namespace diag::commands {

/// With --html a page into --out, with the verdict that `against` leads to on top; else the entries
/// as they are, one a line, into --out or to standard output. The ledger has it first. Returns an
/// exit code; a ledger with a flaw is exported all the same, and the flaw said.
int export_ledger(const Invocation& invocation, const std::filesystem::path& state,
                  const ledger::Against& against);

}  // namespace diag::commands
