// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/commands.hpp"

#include <array>

#include "agent/commands/case.hpp"
#include "agent/commands/command_here.hpp"
#include "platform/command_line_own.hpp"

namespace diag::commands {
namespace {

constexpr std::array global_options{
    Option{.name = "--config",
           .value = "FILE",
           .help = "read this configuration",
           .complete = "file",
           .fallback = "/etc/safr-diag/agent.toml, where it is there"},
    Option{.name = "--state",
           .value = "DIR",
           .help = "keep keys, spool and history there",
           .complete = "directory",
           .fallback = "/var/lib/safr-diag for root, else ~/.local/state/safr-diag"},
    Option{.name = "--json", .help = "print results as JSON"},
    Option{.name = "--quiet", .help = "say nothing but results and errors"},
    Option{.name = "--verbose", .help = "say what is being done, and print more of it"},
};

constexpr auto& completion_command = completion_command_of<agent_program>;
constexpr auto& man_command = man_command_of<agent_program>;

constexpr std::array all{
    &check_command,    &collect_command,     &case_command,       &run_command,
    &requests_command, &grant_command,       &decline_command,    &revoke_command,
    &trust_command,    &enroll_command,      &upload_command,     &serve_command,
    &ledger_command,   &cloud_command,       &spool_command,      &backup_command,
    &upgrade_command,  &redact_command,      &rules_command,      &collectors_command,
    &config_command,   &doctor_command,      &completion_command, &man_command,
    &notice_command,   &notify_test_command, &serve_line_command,
};

}  // namespace

const Program& agent_program() {
    static const Program program{
        .name = "safr-diag",
        .summary =
            "Finds out what is wrong on a SAFR server and makes bundles for support: "
            "redacted here, sealed for those who may read them.",
        .version = DIAG_VERSION,
        .global_options = global_options,
        .commands = all,
        .begin = remember_places,
    };
    return program;
}

}  // namespace diag::commands
