// SPDX-License-Identifier: Apache-2.0
// The one table of what safr-diag can do.
#pragma once

#include "platform/command_line.hpp"

namespace diag::commands {

extern const Command check_command;
extern const Command collect_command;
extern const Command run_command;
extern const Command requests_command;
extern const Command grant_command;
extern const Command decline_command;
extern const Command revoke_command;
extern const Command trust_command;
extern const Command enroll_command;
extern const Command upload_command;
extern const Command serve_command;
extern const Command serve_line_command;
extern const Command ledger_command;
extern const Command cloud_command;
extern const Command spool_command;
extern const Command backup_command;
extern const Command upgrade_command;
extern const Command redact_command;
extern const Command rules_command;
extern const Command collectors_command;
extern const Command config_command;
extern const Command doctor_command;
extern const Command notice_command;
extern const Command notify_test_command;

/// safr-diag: its global options and all of the above.
const Program& agent_program();

}  // namespace diag::commands
