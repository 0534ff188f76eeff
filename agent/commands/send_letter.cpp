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
#include "platform/log.hpp"
#include "platform/terminal.hpp"

namespace diag::commands {
namespace {

/// As the collector waits: some servers make strangers wait. With its verdict a server may take
/// longer (Dialogue::patience_factor), so that all of it may.
constexpr milliseconds patience{20'000};
constexpr milliseconds patience_in_all{240'000};

std::string_view ending_of(const notifications::Visit& visit) {
    return visit.delivered ? "taken" : visit.in_doubt() ? "not_known" : "not_taken";
}

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
    if (visit.in_doubt()) return exit_code::unknown;
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
        text += voice("notifications." + std::string(ending_of(visit)) + "." + std::string(what),
                      {{"server", visit.host + ":" + std::to_string(visit.port)}, {"to", to}}) +
                "\n";
    }
    const auto printed = print(text);
    return printed != exit_code::done ? printed : exit_code_of(story, visit);
}

}  // namespace

int send_letter(const Invocation& invocation, const std::filesystem::path& state,
                const notifications::Errand& errand, json::object about,
                report::Language language) {
    about["who"] = who_decides();
    about["server"] = errand.host + ":" + std::to_string(errand.port);
    about["to"] = errand.letter->to;
    about["state"] = "begun";
    if (const auto said = record(state, ledger::Kind::run, about); !said)
        return failure(said.error());
    const auto visits = notifications::visit_servers({errand}, patience, patience_in_all);
    about["state"] = ending_of(visits.front());
    if (const auto said = record(state, ledger::Kind::run, about); !said)
        log::warning("the ledger does not know what came of it: " + said.error().what);
    const auto what = json::text_at(about, "what").value_or("");
    return tell(invocation, visits.front(), errand.letter->to, what, language);
}

}  // namespace diag::commands
