// SPDX-License-Identifier: Apache-2.0
// A real test mail, because somebody at this site asked for one. No request can: nothing but this
// command makes one, and the line to the desk knows no such parameter.
#include <unistd.h>

#include <algorithm>

#include "agent/commands/asking.hpp"
#include "agent/commands/command_here.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/mail_order.hpp"
#include "agent/commands/record.hpp"
#include "agent/commands/setting.hpp"
#include "agent/report/story.hpp"
#include "agent/report/voice.hpp"
#include "collectors/catalog.hpp"
#include "collectors/notifications/gather.hpp"
#include "platform/terminal.hpp"
#include "platform/text.hpp"

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
         report::Language language) {
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
        text += voice(visit.delivered ? "notifications.taken" : "notifications.not_taken",
                      {{"server", visit.host + ":" + std::to_string(visit.port)}, {"to", to}}) +
                "\n";
    }
    const auto printed = print(text);
    return printed != exit_code::done ? printed : exit_code_of(story, visit);
}

int notify_test(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto language = language_of(invocation, *config);
    const auto state = state_directory_of(invocation);
    if (!language) return failure(language.error());
    if (!state) return failure(state.error());
    const auto errand = mail_order(invocation, *config);
    if (!errand) return failure(errand.error());
    const auto server = errand->host + ":" + std::to_string(errand->port);
    const auto said = record(*state, ledger::Kind::run,
                             {{"state", "begun"},
                              {"what", "test_mail"},
                              {"who", who_decides()},
                              {"server", server},
                              {"to", errand->mail->to}});
    if (!said) return failure(said.error());
    const auto visits = notifications::visit_servers({*errand}, patience);
    return tell(invocation, visits.front(), errand->mail->to, *language);
}

constexpr Option options[] = {
    {.name = "--to", .value = "ADDRESS", .help = "who is to get the mail"},
    {.name = "--label",
     .value = "LABEL",
     .help = "send as this entry of emailDef says",
     .fallback = "the first entry that names a server"},
    {.name = "--server",
     .value = "HOST:PORT",
     .help = "send through this server instead, without a log-in: that of the Status page"},
    {.name = "--tls",
     .value = "MODE",
     .help = "with --server: none, starttls, tls",
     .complete = "none starttls tls",
     .fallback = "TLS on port 465, elsewhere STARTTLS where it is offered"},
    {.name = "--from", .value = "ADDRESS", .help = "the sender", .fallback = "that of the entry"},
    {.name = "--any-certificate",
     .help = "give the password also to a server whose certificate nobody vouches for"},
    {.name = "--lang",
     .value = "LANG",
     .help = "language of findings: en, es, pt",
     .complete = "en es pt"}};

}  // namespace

const Command notify_test_command{
    .name = "notify-test",
    .summary = "send one test mail as SAFR would, and say what came of it",
    .description =
        "Sends one mail to ADDRESS through the mail server that SAFRActions.config names, with the "
        "sender, the log-in and the TLS set there, and says at which step it failed and what to "
        "do. check and collect ask mail servers too, but never log in and never send.\n\n"
        "The password is taken from SAFRActions.config, is given only over TLS to a server whose "
        "certificate holds, and is neither shown nor written anywhere. The ledger records the "
        "test. Support cannot ask for one: it is for who sits here. That the server took the "
        "mail does not mean that it arrived: look there, also among spam.",
    .example =
        "sudo safr-diag notify-test --to guard@example.org\n"
        "sudo safr-diag notify-test --to guard@example.org --server mail.example.org:587 "
        "--from safr@example.org",
    .options = options,
    .positional = {},
    .run = notify_test,
    .exits =
        "0 the mail server took the mail\n1 it puts the mail off\n2 it does not take it\n"
        "3 the log-in was not tried, and why"};

}  // namespace diag::commands
