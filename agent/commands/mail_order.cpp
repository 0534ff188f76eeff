// SPDX-License-Identifier: Apache-2.0
#include "agent/commands/mail_order.hpp"

#include <array>
#include <ctime>

#include "agent/config/roots.hpp"
#include "collectors/notifications/dialogue.hpp"
#include "collectors/notifications/gather.hpp"
#include "platform/digest.hpp"
#include "platform/text.hpp"

namespace diag::commands {
namespace {

using notifications::Channel;
using notifications::Errand;
using notifications::Security;
using notifications::TestMail;

Error refused(std::string what) { return Error{Fault::refused, std::move(what)}; }

/// "Mon, 23 Nov 2026 20:00:00 +0000" (RFC 5322 3.3), whatever the locale.
std::string mail_date(Time now) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = static_cast<std::time_t>(now.time_since_epoch().count() / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    const auto text = to_text(now);
    return std::string(days.at(static_cast<std::size_t>(parts.tm_wday))) + ", " +
           text.substr(8, 2) + " " + months.at(static_cast<std::size_t>(parts.tm_mon)) + " " +
           text.substr(0, 4) + " " + text.substr(11, 8) + " +0000";
}

std::string mail_id() {
    std::array<unsigned char, 12> random{};
    fill_random(random);
    std::string id = "safr-diag";
    for (const auto byte : random) id += "." + std::to_string(byte);
    return id + "@safr-diag.invalid";
}

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

/// The entry of that label, or the first one that names a server.
Result<Channel> channel_in(const notifications::Actions& actions, const std::string& label) {
    const Channel* found = nullptr;
    for (const auto& each : actions.channels) {
        const bool meant = label.empty() ? !each.host.empty() : each.label == label;
        if (each.medium == notifications::Medium::mail && meant && !found) found = &each;
    }
    if (!found && !label.empty())
        return refused("--label: SAFRActions.config has no emailDef '" + printable(label) + "'");
    if (!found || found->host.empty())
        return Error{Fault::absent,
                     "SAFRActions.config names no mail server: give the one of the Status page "
                     "with --server HOST:PORT"};
    return *found;
}

Result<> take_addresses(const Invocation& invocation, TestMail& mail) {
    mail.to = invocation.value("--to");
    if (!notifications::is_mail_address(mail.to))
        return refused("--to: expected the address of who is to get the mail");
    if (invocation.has("--from")) mail.sender.from = invocation.value("--from");
    if (mail.sender.from.empty() && notifications::is_mail_address(mail.sender.login.user))
        mail.sender.from = mail.sender.login.user;
    if (notifications::is_mail_address(mail.sender.from)) return {};
    return refused("no sender is known: give one with --from ADDRESS");
}

}  // namespace

Result<Errand> mail_order(const Invocation& invocation, config::Config config) {
    if (!notifications::is_mail_address(invocation.value("--to")))
        return refused("--to: expected the address of who is to get the mail");
    TestMail mail{.any_certificate = invocation.has("--any-certificate")};
    Result<Channel> channel = channel_named(invocation);
    if (!invocation.has("--server")) {
        config::settle_roots(config, system_files(), disposable_paths());
        const auto now = system_clock().now();
        const auto scope = config::scope_of(config, now, now);
        const auto file = notifications::read_config(scope, disposable_paths());
        if (!file) return file.error();
        channel = channel_in(notifications::actions_in(file->text), invocation.value("--label"));
        if (channel)
            if (auto sender = notifications::sender_in(file->text, channel->label))
                mail.sender = std::move(*sender);
    }
    if (!channel) return channel.error();
    if (const auto taken = take_addresses(invocation, mail); !taken) return taken.error();
    mail.date = mail_date(system_clock().now());
    mail.id = mail_id();
    auto errand = notifications::errand_for(*channel, notifications::own_name(system_files()));
    errand.mail = std::move(mail);
    return errand;
}

}  // namespace diag::commands
