// SPDX-License-Identifier: Apache-2.0
// A real test mail, because somebody at this site asked for one.
#include "agent/cases/mail.hpp"
#include "agent/commands/commands.hpp"
#include "agent/commands/mail_order.hpp"
#include "agent/commands/setting.hpp"
#include "platform/clock.hpp"
#include "platform/digest.hpp"

namespace diag::commands {
namespace {

/// Nobody need answer it.
Result<std::string> test_message(const notifications::Letter& letter) {
    const auto now = system_clock().now();
    return cases::message_of({.from = letter.sender.from,
                              .to = letter.to,
                              .subject = "safr-diag test mail",
                              .text = "This is a test of the mail settings of a SAFR server.\n"
                                      "Somebody at that server asked safr-diag to send it to you.\n"
                                      "Nothing is to be done.\n",
                              .date = now,
                              .id = uuid_v7(now),
                              .handling = cases::Handling::notice});
}

int notify_test(const Invocation& invocation) {
    auto config = config_of(invocation);
    if (!config) return failure(config.error());
    const auto language = language_of(invocation, *config);
    const auto state = state_directory_of(invocation);
    if (!language) return failure(language.error());
    if (!state) return failure(state.error());
    auto errand = mail_order(invocation, *config,
                             {.to = invocation.value("--to"), .from = invocation.value("--from")});
    if (!errand) return failure(errand.error());
    auto message = test_message(*errand->letter);
    if (!message) return failure({Fault::refused, message.error().what});
    errand->letter->message = std::move(*message);
    return send_letter(invocation, *state, *errand, {{"what", "test_mail"}}, *language);
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
        "mail does not mean that it arrived: look there, also among spam.\n\n"
        "Addresses are NAME@HOST with a host by name. Ones with a number in brackets, such as "
        "user@[10.0.0.5], are refused, here and as the sender in SAFRActions.config: next to no "
        "mail server takes them from outside.",
    .example =
        "sudo safr-diag notify-test --to guard@example.org\n"
        "sudo safr-diag notify-test --to guard@example.org --server mail.example.org:587 "
        "--from safr@example.org",
    .options = options,
    .positional = {},
    .run = notify_test,
    .exits =
        "0 the mail server took the mail\n1 it puts the mail off\n2 it does not take it\n"
        "3 the log-in was not tried, and why; or it is not known whether it took it"};

}  // namespace diag::commands
