// SPDX-License-Identifier: Apache-2.0
// safr-desk: the support side. The table of its commands, and nothing else.
#include "desk/commands/case_history.hpp"
#include "desk/commands/commands.hpp"
#include "platform/command_line_own.hpp"
#include "platform/standalone.hpp"
#include "platform/standard_descriptors.hpp"

namespace {

constexpr diag::Option global_options[] = {
    {.name = "--json", .value = {}, .help = "machine-readable output"},
    {.name = "--quiet", .value = {}, .help = "errors only"},
    {.name = "--verbose", .value = {}, .help = "say what is being done"},
};

constexpr auto& completion_command = diag::completion_command_of<diag::desk::desk_program>;
constexpr auto& man_command = diag::man_command_of<diag::desk::desk_program>;

constexpr const diag::Command* commands[] = {
    &diag::desk::init_command,
    &diag::desk::passphrase_command,
    &diag::desk::issue_command,
    &diag::desk::issued_command,
    &diag::desk::revoke_command,
    &diag::desk::revoked_command,
    &diag::desk::token_command,
    &diag::desk::agents_command,
    &diag::desk::request_command,
    &diag::desk::requests_command,
    &diag::desk::watch_command,
    &diag::desk::countersign_command,
    &diag::desk::show_command,
    &diag::desk::bundles_command,
    &diag::desk::fetch_command,
    &diag::desk::verify_command,
    &diag::desk::open_command,
    &diag::desk::judge_command,
    &diag::desk::report_command,
    &diag::desk::cases_command,
    &diag::desk::case_command,
    &diag::desk::serve_command,
    &diag::desk::rules_command,
    &completion_command,
    &man_command,
};

}  // namespace

const diag::Program& diag::desk::desk_program() {
    static const Program program{
        .name = "safr-desk",
        .summary = "asks sites for bundles of safr-diag, verifies, opens and judges them",
        .version = DIAG_VERSION,
        .global_options = global_options,
        .commands = commands};
    return program;
}

int main(int argc, char** argv) {
    diag::secure_standard_descriptors();
    diag::stand_alone();
    return diag::run_program(diag::desk::desk_program(), argc, argv);
}
