// SPDX-License-Identifier: Apache-2.0
// What is wrong on this server now.
#include <unistd.h>

#include <algorithm>

#include "agent/collect/examine.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/run_options.hpp"
#include "agent/commands/run_progress.hpp"
#include "agent/commands/setting.hpp"
#include "platform/digest.hpp"
#include "platform/interrupt.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

/// The convention of monitoring plugins: the worst decides.
int exit_code_of(const report::Story& story) {
    auto worst = Severity::info;
    for (const auto& chapter : story.chapters)
        for (const auto& finding : chapter.judgement.findings)
            worst = std::max(worst, finding.severity);
    switch (worst) {
        case Severity::critical:
            return exit_code::critical;
        case Severity::warning:
            return exit_code::warning;
        case Severity::unknown:
            return exit_code::unknown;
        default:
            return exit_code::done;
    }
}

int check(const Invocation& invocation) {
    auto order = order_from(invocation);
    if (!order) return failure(order.error());
    as_a_check(*order);
    watch_for_interrupts();
    redact::CaseKey key{};
    fill_random(key);
    Result<report::Story> story = Error{Fault::bug, "not examined"};
    {
        RunProgress progress;
        story = collect::examine(*order, key, progress);
    }
    if (!story) return failure(story.error());
    const auto& knowledge = report::Knowledge::builtin();
    const int printed = invocation.has("--json")
                            ? print(json::write_pretty(report::findings_json(*story, knowledge)))
                            : print(report::terminal_text(
                                  *story, knowledge, order->language, colour_wanted(STDOUT_FILENO),
                                  terminal_width(STDOUT_FILENO), invocation.has("--verbose")));
    if (printed != exit_code::done) return printed;
    // What was not looked at because somebody stopped us is not known to be well.
    return interrupted() ? std::max(exit_code_of(*story), exit_code::unknown)
                         : exit_code_of(*story);
}

constexpr Option options[] = {since_option, cores_option, deadline_option, lang_option};

}  // namespace

const Command check_command{
    .name = "check",
    .summary = "what is wrong on this server now, with cause and remedy",
    .description =
        "Looks at this server and prints a block a finding, worst first: what is wrong, whose "
        "fault the evidence points to and what to do; with --verbose also what it means and how to "
        "see that it worked. Findings that one cause explains stand together, and the last "
        "paragraph says what most likely is wrong, in whose domain, what L1 can do now, whether it "
        "is beyond L2, and what speaks for it. A check takes a second and gives cameras and VIRGA "
        "no login: collect "
        "sees more. "
        "Root sees all; without it, what could not be read is said. Nothing leaves "
        "the server. Names are real: redact before you paste it anywhere (safr-diag redact).\n\n"
        "Exit codes as monitoring plugins have them: 0 nothing wrong, 1 warning, 2 critical, 3 "
        "could not tell.",
    .example =
        "safr-diag check\n"
        "safr-diag check disk logs --since 2h --json",
    .options = options,
    .positional = {.name = "COLLECTOR", .least = 0, .most = 64, .complete = collector_words},
    .run = check};

}  // namespace diag::commands
