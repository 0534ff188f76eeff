// SPDX-License-Identifier: Apache-2.0
// One file a command; the table is in desk/main.cpp.
#pragma once

#include "platform/command_line.hpp"

namespace diag::desk {

extern const Command init_command;
extern const Command passphrase_command;
extern const Command issue_command;
extern const Command issued_command;
extern const Command revoke_command;
extern const Command revoked_command;
extern const Command request_command;
extern const Command countersign_command;
extern const Command token_command;
extern const Command agents_command;
extern const Command requests_command;
extern const Command watch_command;
extern const Command bundles_command;
extern const Command fetch_command;
extern const Command show_command;
extern const Command verify_command;
extern const Command open_command;
extern const Command judge_command;
extern const Command report_command;
extern const Command serve_command;
extern const Command rules_command;

/// The table of all commands, for those that print it in another form.
const Program& desk_program();

}  // namespace diag::desk
