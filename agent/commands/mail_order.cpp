// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/mail_order.hpp"

#include "agent/config/roots.hpp"
#include "collectors/notifications/gather.hpp"
#include "platform/mail_address.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using notifications::Channel;
using notifications::Errand;
using notifications::Letter;
using notifications::Security;
using notifications::Sender;

Error refused(std::string what) { return Error{Fault::refused, std::move(what)}; }

Result<Security> security_of(const std::string& mode) {
    for (const auto each : {Security::none, Security::starttls, Security::tls})
        if (name_of(each) == mode) return each;
    return refused("--tls: expected none, starttls or tls");
}

/// The server named on the command line: no entry, no log-in.
Result<Channel> channel_named(const Invocation& invocation) {
    const auto text = "smtp://" + invocation.value("--server");
    auto actions =
        notifications::actions_in("emailDef: [ { label: x, host: \"" + printable(text) + "\" } ]");
    if (actions.channels.empty() || actions.channels[0].host.empty() ||
        actions.channels[0].port == 0)
        return refused("--server: expected HOST:PORT");
    auto channel = actions.channels[0];
    channel.security = channel.port == 465 ? Security::tls : Security::unsaid;
    if (!invocation.has("--tls")) return channel;
    const auto security = security_of(invocation.value("--tls"));
    if (!security) return security.error();
    channel.security = *security;
    return channel;
}

/// The place of the entry that is meant, of those that have that label the first that names a
/// server. Without a label any is meant.
Result<std::size_t> place_in(const notifications::Actions& actions, const std::string& label) {
    bool labelled = label.empty();
    for (std::size_t place = 0; place < actions.channels.size(); ++place) {
        const auto& each = actions.channels[place];
        if (each.medium != notifications::Medium::mail) continue;
        if (!label.empty() && each.label != label) continue;
        labelled = true;
        if (!each.host.empty()) return place;
    }
    if (!labelled)
        return refused("--label: SAFRActions.config has no emailDef '" + printable(label) + "'");
    const auto who = label.empty() ? "SAFRActions.config" : "emailDef '" + printable(label) + "'";
    return Error{Fault::absent, who +
                                    " names no mail server: give the one of the Status page "
                                    "with --server HOST:PORT"};
}

/// The server of that entry and, into `sender`, that entry's own log-in.
Result<Channel> channel_in(const std::string& text, const std::string& label, Sender& sender) {
    auto actions = notifications::actions_in(text);
    const auto place = place_in(actions, label);
    if (!place) return place.error();
    if (auto own = notifications::sender_in(text, *place)) sender = std::move(*own);
    return std::move(actions.channels[*place]);
}

/// SAFR's own; where it names none, its log-in if that is an address, or else `otherwise`.
Result<std::string> sender_address(const Sender& sender, const std::string& otherwise) {
    const std::vector<std::string> wanted =
        sender.from.empty() ? std::vector{sender.login.user, otherwise} : std::vector{sender.from};
    for (const auto& each : wanted)
        if (is_mail_address(each)) return each;
    return refused(sender.from.empty() ? "no sender is known: give one with --from ADDRESS"
                                       : "the sender is no mail address: " + one_line(sender.from));
}

}  // namespace

Result<Errand> mail_order(const Invocation& invocation, config::Config config,
                          const Envelope& envelope) {
    const auto& to = envelope.to;
    if (invocation.has("--tls") && !invocation.has("--server"))
        return refused("--tls belongs to --server");
    if (!is_mail_address(to))
        return refused("--to: expected the address of who is to get the mail");
    Letter letter{.to = to,
                  .any_certificate = invocation.has("--any-certificate"),
                  .in_clear = invocation.value("--tls") == "none"};
    Result<Channel> channel = channel_named(invocation);
    if (!invocation.has("--server")) {
        config::settle_roots(config, system_files(), disposable_paths());
        const auto now = system_clock().now();
        const auto scope = config::scope_of(config, now, now);
        const auto file = notifications::read_config(scope, disposable_paths());
        if (!file) return file.error();
        channel = channel_in(file->text, invocation.value("--label"), letter.sender);
    }
    if (!channel) return channel.error();
    if (!envelope.from.empty()) letter.sender.from = envelope.from;
    auto sender = sender_address(letter.sender, envelope.otherwise);
    if (!sender) return sender.error();
    letter.sender.from = std::move(*sender);
    auto errand = notifications::errand_for(*channel, notifications::own_name(system_files()));
    errand.letter = std::move(letter);
    return errand;
}

}  // namespace diag::commands
