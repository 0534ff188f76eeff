// SPDX-License-Identifier: Apache-2.0
// Is the agent itself well on this server?
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/doctor_look.hpp"
#include "agent/commands/output_width.hpp"
#include "agent/commands/setting.hpp"
#include "agent/doctor/judge.hpp"
#include "platform/json.hpp"
#include "platform/layout.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using doctor::State;
using doctor::Verdict;

/// What to do, with the command as it works here.
std::string to_do(const Verdict& verdict) {
    if (verdict.command.empty()) return verdict.remedy;
    return verdict.remedy + (verdict.remedy.empty() ? "" : ": ") + command_here(verdict.command);
}

std::string as_text(const std::vector<Verdict>& verdicts) {
    std::vector<TableRow> rows;
    for (const auto& each : verdicts) {
        const auto remedy = to_do(each);
        rows.push_back({std::string(name_of(each.state)), std::string(each.part),
                        printable(each.sentence) + (remedy.empty() ? "" : "\nto do: " + remedy)});
    }
    return table(rows, 0, output_width());
}

json::value as_json(const std::vector<Verdict>& verdicts) {
    json::array all;
    for (const auto& each : verdicts)
        all.push_back(json::object{
            {"part", each.part},
            {"state", name_of(each.state)},
            {"sentence", printable(each.sentence)},
            {"remedy", each.remedy},
            {"command", each.command.empty() ? std::string() : command_here(each.command)}});
    return json::object{{"state", name_of(worst_of(verdicts))}, {"parts", std::move(all)}};
}

int exit_code_of(State worst) {
    switch (worst) {
        case State::well:
        case State::untold:
            return exit_code::done;
        case State::warning:
            return exit_code::warning;
        case State::ill:
            return exit_code::critical;
    }
    return exit_code::critical;
}

int run_doctor(const Invocation& invocation) {
    const auto vitals = look_at_agent(invocation);
    if (!vitals) return failure(vitals.error());
    const auto verdicts = doctor::judge(*vitals, system_clock().now());
    const auto printed =
        print(invocation.has("--json") ? json::write_pretty(as_json(verdicts)) : as_text(verdicts));
    return printed != exit_code::done ? printed : exit_code_of(worst_of(verdicts));
}

}  // namespace

const Command doctor_command{
    .name = "doctor",
    .summary = "is the agent itself well here, and what to do if not",
    .description =
        "Looks at the agent, not at SAFR: its configuration with accounts and rules for redaction, "
        "its state directory with layout and room, whether the kernel filters what workers ask of "
        "it, its key and certificate, the clock, the whole "
        "ledger, what it may read, the desk, the service and what waits to be sent. Each part is "
        "well, untold (it could not be seen), a warning or ill, with what to do about it. Nothing "
        "is changed, and the desk is asked for nothing but an answer.",
    .example =
        "safr-diag doctor\n"
        "sudo safr-diag doctor --json",
    .options = {},
    .positional = {},
    .run = run_doctor,
    .exits = "0 all is well, or could not be seen\n1 something is a warning\n2 something is ill"};

}  // namespace diag::commands
