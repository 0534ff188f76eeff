// SPDX-License-Identifier: Apache-2.0
// A letter sent because somebody at this site said so. No request can: the line to the desk knows
// no such parameter.
#include <unistd.h>

#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/mail_order.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/report/story.hpp"
#include "agent/report/voice.hpp"
#include "collectors/catalog.hpp"
#include "collectors/notifications/gather.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

/// As the collector waits: some servers make strangers wait.
constexpr milliseconds patience{20'000};

report::Story story_of(const notifications::Visit& visit) {
    const auto now = system_clock().now();
    Evidence evidence;
    evidence.emplace("time", std::to_string(now.time_since_epoch().count()));
    evidence.emplace("servers", json::write(json::array{to_json(visit)}));
    report::Story story{.agent_version = DIAG_VERSION, .created = now, .since = now, .until = now};
    const auto& collector = collectors::notifications;
    story.chapters.push_back({.collector = std::string(collector.id),
                              .outcome = {.collector = std::string(collector.id)},
                              .judgement = collector.judge(evidence, {})});
    return story;
}

int exit_code_of(const report::Story& story, const notifications::Visit& visit) {
    if (visit.delivered) return exit_code::done;
    for (const auto& each : story.chapters.front().judgement.findings)
        if (each.severity == Severity::critical) return exit_code::critical;
    if (!visit.withheld.empty()) return exit_code::unknown;
    for (const auto& each : story.chapters.front().judgement.findings)
        if (each.severity == Severity::warning) return exit_code::warning;
    return exit_code::unknown;
}

int tell(const Invocation& invocation, const notifications::Visit& visit, const std::string& to,
         std::string_view what, report::Language language) {
    const auto story = story_of(visit);
    const auto& knowledge = report::Knowledge::builtin();
    std::string text;
    if (invocation.has("--json")) {
        auto document = report::findings_json(story, knowledge);
        document.as_object()["delivered"] = visit.delivered;
        text = json::write_pretty(document);
    } else {
        text = report::terminal_text(story, knowledge, language, colour_wanted(STDOUT_FILENO),
                                     terminal_width(STDOUT_FILENO), true);
        const report::Voice voice(knowledge, language);
        text += voice((visit.delivered ? "notifications.taken." : "notifications.not_taken.") +
                          std::string(what),
                      {{"server", visit.host + ":" + std::to_string(visit.port)}, {"to", to}}) +
                "\n";
    }
    const auto printed = print(text);
    return printed != exit_code::done ? printed : exit_code_of(story, visit);
}

}  // namespace

int send_letter(const Invocation& invocation, const std::filesystem::path& state,
                const notifications::Errand& errand, std::string_view what,
                report::Language language) {
    const auto said = record(state, ledger::Kind::run,
                             {{"state", "begun"},
                              {"what", what},
                              {"who", who_decides()},
                              {"server", errand.host + ":" + std::to_string(errand.port)},
                              {"to", errand.letter->to}});
    if (!said) return failure(said.error());
    const auto visits = notifications::visit_servers({errand}, patience);
    return tell(invocation, visits.front(), errand.letter->to, what, language);
}

}  // namespace diag::commands
