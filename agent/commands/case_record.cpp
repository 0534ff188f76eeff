// SPDX-License-Identifier: Apache-2.0
// What happened in a case, signed by this server.
#include "agent/cases/dates.hpp"
#include "agent/commands/case.hpp"
#include "agent/commands/setting.hpp"
#include "agent/config/state_version.hpp"
#include "agent/exchange/identity.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"
#include "platform/units.hpp"

namespace diag::commands {
namespace {

/// Not after now: what has not happened is not on record.
Result<Time> time_of(const Invocation& invocation, Time now) {
    if (!invocation.has("--at")) return now;
    auto at = since_from(invocation.value("--at"), now);
    if (!at) return Error{Fault::refused, "--at: " + at.error().what};
    return at;
}

Result<std::optional<cases::Severity>> severity_of(const Invocation& invocation,
                                                   const cases::Notes& notes) {
    const auto word = invocation.value("--severity", notes.severity);
    const auto severity = cases::severity_named(word);
    if (!word.empty() && !severity)
        return Error{Fault::refused, "--severity: expected high, medium or low"};
    return severity;
}

}  // namespace

int case_record(const Invocation& invocation, const std::filesystem::path& state) {
    const auto here = case_here(invocation, state);
    if (!here) return failure(here.error());
    const auto kind = cases::kind_named(invocation.value("--what"));
    if (!kind)
        return failure(
            {Fault::refused, "--what: expected one of " + std::string(cases::kind_words)});
    const auto& number = here->notes.number;
    if (number.empty())
        return failure({Fault::refused, "the case has no number yet: write one into its file"});
    if (const auto marked = config::mark_state(state); !marked) return failure(marked.error());
    const auto history = case_history(state, number);
    if (!history) return failure(history.error());
    const auto at = time_of(invocation, system_clock().now());
    if (!at) return failure(at.error());
    const auto severity = severity_of(invocation, here->notes);
    if (!severity) return failure(severity.error());
    const auto identity = exchange::agent_identity(state);
    if (!identity) return failure(identity.error());
    const auto entry = history->next(*kind, *at, one_line(identity->certificate.name()),
                                     invocation.value("--reason"), *severity);
    if (!entry) return failure(entry.error());
    if (const auto kept = record_in_case(state, *entry); !kept) return failure(kept.error());
    return print("Case " + number + ", entry " + std::to_string(entry->n) + ": " +
                 std::string(name_of(*kind)) + ", " + cases::local_text(here->calendar.zone, *at) +
                 "\n");
}

}  // namespace diag::commands
