// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/actions.hpp"

#include <algorithm>
#include <array>

#include "collectors/notifications/entry.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

constexpr std::size_t most_channels = 200;
constexpr std::size_t most_uses = 1'000;

struct Verb {
    std::string_view word;
    Medium medium;
};
/// The vendor's own example has @emailSend; the other is its likeness.
constexpr std::array verbs{Verb{"@emailSend", Medium::mail}, Verb{"@smsSend", Medium::sms}};

/// Members of that name below the root, in order.
template <class Found>
void each_named(const Node& root, std::string_view name, const Found& found) {
    for (const auto& member : root.inside)
        if (plain_name(member.name) == name) found(member);
}

void add_use(Actions& actions, const Verb& verb, std::string_view label, std::size_t line) {
    if (actions.uses.size() < most_uses)
        actions.uses.push_back({verb.medium, label_text(label), line});
    else
        actions.uses_cut = true;
}

/// Every word that sends, however deep. The label may be a word of its own after it.
void find_uses(const Node& node, Actions& actions) {
    for (std::size_t i = 0; i < node.inside.size(); ++i) {
        const auto& each = node.inside[i];
        find_uses(each, actions);
        const auto word = trimmed(each.text);
        for (const auto& verb : verbs) {
            if (!word.starts_with(verb.word)) continue;
            const auto rest = word.substr(verb.word.size());
            const bool alone = trimmed(rest).empty();
            if (!alone && rest.front() != ' ' && rest.front() != '\t') continue;
            const bool follows =
                alone && i + 1 < node.inside.size() && node.inside[i + 1].kind == Node::Kind::word;
            add_use(actions, verb, follows ? node.inside[i + 1].text : rest, each.line);
        }
    }
}

void add_channels(const Node& root, std::string_view name, Medium medium, Actions& actions) {
    const auto common = common_settings(root);
    each_named(root, name, [&](const Node& definitions) {
        const auto add = [&](const Node& entry) {
            if (entry.kind != Node::Kind::table) return;
            if (actions.channels.size() < most_channels)
                actions.channels.push_back(channel_of(entry, medium, common));
            else
                actions.channels_cut = true;
        };
        // One entry without the list around it is meant as one.
        if (definitions.kind == Node::Kind::table) return add(definitions);
        for (const auto& entry : definitions.inside) add(entry);
    });
}

/// "smtpAuth: true", "auth: login": such a word is no secret.
bool is_choice(std::string_view text) {
    constexpr std::array<std::string_view, 18> words{
        "",      "true",  "false",    "yes",  "no",     "on",   "off",   "0",      "1",
        "plain", "login", "cram-md5", "ntlm", "oauth2", "none", "basic", "bearer", "required"};
    return std::find(words.begin(), words.end(), lowered(trimmed(text))) != words.end();
}

void find_secrets(const Node& node, std::vector<std::string>& secrets) {
    for (const auto& each : node.inside) {
        if (each.kind == Node::Kind::word && names_password(each.name) && !is_choice(each.text))
            secrets.push_back(each.text);
        find_secrets(each, secrets);
    }
}

}  // namespace

std::string_view name_of(Medium medium) { return medium == Medium::mail ? "mail" : "sms"; }

std::string_view name_of(Security security) {
    switch (security) {
        case Security::none:
            return "none";
        case Security::starttls:
            return "starttls";
        case Security::tls:
            return "tls";
        case Security::unsaid:
            break;
    }
    return "unsaid";
}

Actions actions_in(std::string_view text) {
    const auto read = read_relaxed(text);
    Actions actions;
    actions.complaints = read.complaints;
    actions.channels_cut = actions.uses_cut = read.cut;
    add_channels(read.root, "emaildef", Medium::mail, actions);
    add_channels(read.root, "smsdef", Medium::sms, actions);
    find_uses(read.root, actions);
    each_named(read.root, "rules",
               [&](const Node& rules) { actions.rules += rules.inside.size(); });
    each_named(read.root, "configserver",
               [&](const Node& server) { actions.config_server = host_in_url(server.text); });
    return actions;
}

std::optional<Sender> sender_in(std::string_view text, std::size_t place) {
    const auto read = read_relaxed(text);
    const auto common = common_settings(read.root);
    std::optional<Sender> sender;
    std::size_t entries = 0;
    // As add_channels() counts them.
    each_named(read.root, "emaildef", [&](const Node& definitions) {
        const auto look = [&](const Node& entry) {
            if (entry.kind == Node::Kind::table && entries++ == place)
                sender = sender_of(entry, common);
        };
        if (definitions.kind == Node::Kind::table) return look(definitions);
        for (const auto& entry : definitions.inside) look(entry);
    });
    return sender;
}

std::vector<std::string> secrets_in(std::string_view text) {
    std::vector<std::string> secrets;
    find_secrets(read_relaxed(text).root, secrets);
    return secrets;
}

}  // namespace diag::notifications
