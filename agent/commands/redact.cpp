// SPDX-License-Identifier: Apache-2.0
// Standard input to standard output, exactly as bundles are redacted.
#include <unistd.h>

#include <array>

#include "agent/commands/commands.hpp"
#include "agent/commands/redact_stream.hpp"
#include "agent/commands/setting.hpp"
#include "agent/redact/case_key.hpp"
#include "platform/layout.hpp"
#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

Result<redact::CaseKey> key_of(const Invocation& invocation) {
    if (!invocation.has("--case")) return redact::fresh_key();
    const auto state = state_directory_of(invocation);
    if (!state) return state.error();
    return redact::case_key(*state, invocation.value("--case"));
}

std::string as_table(const redact::Redactions& counts) {
    if (counts.empty()) return "nothing was replaced\n";
    std::vector<TableRow> rows;
    for (const auto& [kind, count] : counts) rows.push_back({std::to_string(count), kind});
    return table(rows, 0, terminal_width(STDERR_FILENO));
}

json::value as_json(const redact::Redactions& counts) {
    json::object all;
    for (const auto& [kind, count] : counts) all[kind] = count;
    return all;
}

int redact_input(const Invocation& invocation) {
    const auto key = key_of(invocation);
    if (!key) return failure(key.error());
    const auto redactor = redact::Redactor::create(*key);
    if (!redactor) return failure(redactor.error());
    if (is_terminal(STDIN_FILENO)) log::warning("reading from the terminal: end with Ctrl-D");
    redact::Redactions counts;
    const auto done = redact_stream(STDIN_FILENO, STDOUT_FILENO, *redactor, counts);
    if (!done) return failure(done.error());
    if (!invocation.has("--report")) return exit_code::done;
    const auto report =
        invocation.has("--json") ? json::write(as_json(counts)) + "\n" : as_table(counts);
    const auto reported = write_text(STDERR_FILENO, report);
    return reported ? exit_code::done : exit_code::failed;
}

constexpr std::array options{
    Option{.name = "--report", .help = "count on standard error what was replaced, by kind"},
    Option{.name = "--case",
           .value = "NUMBER",
           .help = "use the stand-ins of this case, so that they match those in its bundles",
           .fallback = "stand-ins of this run only"},
};

}  // namespace

const Command redact_command{
    .name = "redact",
    .summary = "redact standard input as bundles are redacted",
    .description =
        "Copies standard input to standard output and replaces secrets and personal data by "
        "stand-ins, exactly as in a bundle. Equal values get equal stand-ins within a run, and "
        "with --case within all bundles and runs of that case on this server.\n\n"
        "The input must be text. Where binary data or an image begins it stops with exit code 65, "
        "and nothing of that is written; what was text before has been written by then.",
    .example =
        "safr-diag redact < covi-ws.log > covi-ws.redacted.log\n"
        "journalctl -u safr | safr-diag redact --case 4711 --report",
    .options = options,
    .positional = {},
    .run = redact_input,
};

}  // namespace diag::commands
