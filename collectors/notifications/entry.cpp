// SPDX-License-Identifier: Apache-2.0
#include "collectors/notifications/entry.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <span>

#include "platform/names.hpp"
#include "platform/text.hpp"

namespace diag::notifications {
namespace {

using Names = std::span<const std::string_view>;

// Names as JavaMail, Spring, Nodemailer and the settings pages of other programs have them, without
// what parts their words.
constexpr std::array<std::string_view, 3> of_label{"label", "name", "id"};
constexpr std::array<std::string_view, 13> of_host{
    "host",         "server",    "smtp",        "smtphost", "smtpserver",  "mailhost", "mailserver",
    "mailsmtphost", "emailhost", "emailserver", "hostname", "smtpaddress", "relay"};
constexpr std::array<std::string_view, 5> of_port{"port", "smtpport", "mailport", "mailsmtpport",
                                                  "emailport"};
constexpr std::array<std::string_view, 5> of_starttls{"starttls", "enablestarttls", "smtpstarttls",
                                                      "mailsmtpstarttlsenable", "usestarttls"};
constexpr std::array<std::string_view, 12> of_tls{"tls",     "ssl",      "usessl",     "usetls",
                                                  "secure",  "security", "encryption", "enablessl",
                                                  "smtpssl", "smtptls",  "enabletls",  "ssltls"};
constexpr std::array<std::string_view, 9> of_user{"user",     "userid",     "username",
                                                  "login",    "account",    "smtpuser",
                                                  "mailuser", "accountsid", "smtpusername"};
constexpr std::array<std::string_view, 6> of_from{"from",     "sender",        "fromaddress",
                                                  "mailfrom", "senderaddress", "emailfrom"};
constexpr std::array<std::string_view, 11> of_recipients{
    "to",    "recipients", "recipient", "cc",    "bcc",         "emails",
    "email", "addresses",  "phones",    "phone", "phonenumbers"};
constexpr std::array<std::string_view, 6> of_url{"url",     "endpoint", "apiurl",
                                                 "baseurl", "gateway",  "serviceurl"};
constexpr std::array<std::string_view, 3> of_provider{"provider", "service", "vendor"};

constexpr std::size_t longest_label = 200;

bool is_one_of(const std::string& name, Names names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The first word of the first of those names in the entry, else in a table of it.
const Node* find_word(const Node& node, Names names, int levels) {
    for (const auto name : names)
        for (const auto& each : node.inside)
            if (each.kind == Node::Kind::word && plain_name(each.name) == name) return &each;
    for (const auto& each : node.inside)
        if (levels > 0 && each.kind == Node::Kind::table)
            if (const auto* found = find_word(each, names, levels - 1)) return found;
    return nullptr;
}

/// ... else in what is common to all.
std::string word_of(const Node& entry, const Node& common, Names names) {
    const auto* found = find_word(entry, names, 2);
    if (!found || found->text.empty()) found = find_word(common, names, 2);
    return found ? std::string(trimmed(found->text)) : "";
}

/// Whether a member of that name is what a user logs in by.
bool logs_in_by(std::string_view name) {
    const auto plain = plain_name(name);
    for (const auto* word :
         {"password", "passwd", "passphrase", "pwd", "secret", "token", "apikey"})
        if (plain.ends_with(word)) return true;
    return plain == "pass" || plain == "smtppass" || plain == "mailpass" || plain == "authkey";
}

std::string password_of(const Node& node, int levels) {
    for (const auto& each : node.inside) {
        if (each.kind == Node::Kind::word && logs_in_by(each.name)) return each.text;
        if (levels > 0 && each.kind == Node::Kind::table)
            if (auto found = password_of(each, levels - 1); !found.empty()) return found;
    }
    return {};
}

bool is_yes(std::string_view text) {
    const auto word = lowered(text);
    return word == "true" || word == "yes" || word == "on" || word == "1" || word == "required";
}

Security security_named(std::string_view text) {
    const auto word = plain_name(text);
    if (word == "starttls") return Security::starttls;
    if (word == "ssl" || word == "tls" || word == "smtps" || word == "ssltls" || word == "implicit")
        return Security::tls;
    if (word == "none" || word == "false" || word == "no" || word == "off" || word == "0" ||
        word == "plain")
        return Security::none;
    return Security::unsaid;
}

/// "tls: true" says that, and not which: the port tells (RFC 8314 3.3: 465 is TLS from the start).
Security security_of(const Node& entry, const Node& common, std::uint16_t port) {
    if (is_yes(word_of(entry, common, of_starttls))) return Security::starttls;
    const auto said = word_of(entry, common, of_tls);
    if (is_yes(said)) return port == 465 ? Security::tls : Security::starttls;
    const auto named = security_named(said);
    if (named == Security::tls && port != 0 && port != 465) return Security::starttls;
    if (named == Security::unsaid && port == 465) return Security::tls;
    return named;
}

/// Host and port of what follows "scheme://". A password may hold slashes, and a query an "@":
/// before the last "@" is a login, unless what a slash ends is a name with a dot and a port, if
/// any.
std::string_view server_in(std::string_view rest) {
    const auto bare = [](std::string_view text) {
        text = text.substr(0, text.find_first_of("/?#"));
        const auto login = text.rfind('@');
        return login == text.npos ? text : text.substr(login + 1);
    };
    const auto last = rest.rfind('@');
    const auto plain = bare(rest);
    const auto colon = plain.rfind(':');
    const bool is_server =
        plain.find('.') != plain.npos && (colon == plain.npos || natural(plain.substr(colon + 1)));
    return last == rest.npos || is_server ? plain : bare(rest.substr(last + 1));
}

/// Takes "smtp://host:port", "host:port" and "[::1]:25" apart.
void take_host(std::string_view written, Channel& channel) {
    if (const auto scheme = written.find("://"); scheme != written.npos) {
        if (lowered(written.substr(0, scheme)) == "smtps") channel.port = 465;
        written.remove_prefix(scheme + 3);
    }
    written = server_in(written);
    const auto colon = written.rfind(':');
    const bool bare_ipv6 = written.find(':') != colon && !written.starts_with('[');
    if (colon != written.npos && !bare_ipv6 && !written.ends_with(']')) {
        const auto port = natural(written.substr(colon + 1));
        channel.bad_port = !port || *port == 0 || *port > 65'535;
        if (!channel.bad_port) channel.port = static_cast<std::uint16_t>(*port);
        written = written.substr(0, colon);
    }
    if (written.starts_with('[') && written.ends_with(']'))
        written = written.substr(1, written.size() - 2);
    channel.host = printable(written.substr(0, 253));
}

/// Of every address in the text, parted by commas, semicolons or, of mail, spaces.
void take_addresses(std::string_view text, Channel& channel) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto* const between = channel.medium == Medium::mail ? ",; \t<>" : ",;";
        const auto end = std::min(text.find_first_of(between, begin), text.size());
        const auto address = trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        if (address.empty()) continue;
        const auto at = address.rfind('@');
        if (at == address.npos && channel.medium == Medium::mail) continue;
        ++channel.recipients;
        if (at == address.npos) continue;
        if (address.size() - at > 254) continue;
        auto domain = printable(lowered(address.substr(at + 1)));
        if (domain.empty() || domain.front() == '[') continue;
        if (std::find(channel.domains.begin(), channel.domains.end(), domain) ==
            channel.domains.end())
            channel.domains.push_back(std::move(domain));
    }
}

void take_recipients(const Node& node, Channel& channel) {
    for (const auto& each : node.inside) {
        if (!is_one_of(plain_name(each.name), of_recipients)) continue;
        take_addresses(each.text, channel);
        for (const auto& item : each.inside) take_addresses(item.text, channel);
    }
}

/// Not of its tables: what is called a name there may be a person's.
std::string_view label_of(const Node& entry) {
    const auto* found = find_word(entry, of_label, 0);
    return found ? std::string_view(found->text) : std::string_view{};
}

std::string bare_address(std::string_view text) {
    const auto open = text.rfind('<');
    if (open != text.npos) text = text.substr(open + 1, text.find('>', open) - open - 1);
    return std::string(trimmed(text));
}

/// A provider's address without what may be secret in it: login, query, path.
std::string bare_url(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return {};
    const auto rest = server_in(url.substr(scheme + 3));
    return printable(lowered(url.substr(0, scheme)).substr(0, 20)) + "://" +
           printable(rest.substr(0, 253));
}

}  // namespace

std::string label_text(std::string_view label) {
    return printable(trimmed(label).substr(0, longest_label));
}

bool names_password(std::string_view name) {
    const auto plain = plain_name(name);
    for (const auto* word : {"key", "auth", "credential", "credentials", "authorization"})
        if (plain.ends_with(word)) return true;
    return logs_in_by(name);
}

std::string host_in_url(std::string_view url) {
    Channel channel;
    take_host(trimmed(url), channel);
    return channel.host;
}

Node common_settings(const Node& root) {
    Node common{.kind = Node::Kind::table};
    for (const auto& each : root.inside) {
        const auto name = plain_name(each.name);
        const bool of_mail = name.find("smtp") != name.npos || name.starts_with("mail") ||
                             name.starts_with("emails") || name.starts_with("emailh");
        if (of_mail && each.kind != Node::Kind::list) common.inside.push_back(each);
    }
    return common;
}

Channel channel_of(const Node& entry, Medium medium, const Node& common) {
    Channel channel{.medium = medium, .line = entry.line};
    const Node none{.kind = Node::Kind::table};
    const auto& fallback = medium == Medium::mail ? common : none;
    channel.label = label_text(label_of(entry));
    take_host(word_of(entry, fallback, of_host), channel);
    if (const auto port = word_of(entry, fallback, of_port); !port.empty()) {
        const auto number = natural(port);
        channel.bad_port = !number || *number == 0 || *number > 65'535;
        if (!channel.bad_port) channel.port = static_cast<std::uint16_t>(*number);
    }
    channel.security = security_of(entry, fallback, channel.port);
    take_recipients(entry, channel);
    channel.url = bare_url(word_of(entry, none, of_url));
    channel.provider = printable(word_of(entry, none, of_provider).substr(0, 100));
    const auto from = bare_address(word_of(entry, fallback, of_from));
    if (const auto at = from.rfind('@'); at != from.npos)
        channel.from_domain = printable(lowered(from.substr(at + 1)).substr(0, 253));
    const auto sender = sender_of(entry, fallback);
    channel.has_login = !sender.login.user.empty() && !sender.login.password.empty();
    return channel;
}

Sender sender_of(const Node& entry, const Node& common) {
    Sender sender;
    sender.login.user = word_of(entry, common, of_user);
    sender.login.password = password_of(entry, 2);
    if (sender.login.password.empty()) sender.login.password = password_of(common, 2);
    sender.from = bare_address(word_of(entry, common, of_from));
    return sender;
}

}  // namespace diag::notifications
