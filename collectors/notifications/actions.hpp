// SPDX-License-Identifier: Apache-2.0
// SAFRActions.config, as far as mails and short messages go: whom it defines, who is used.
//
// The vendor publishes rules[], emailDef[], smsDef[] and "@emailSend LABEL" (Actions_Overview,
// SAFRActions.config); not the names inside emailDef and smsDef. So these are known by the names
// that mail settings have elsewhere, in any spelling, and a setting that none of them meets is not
// judged.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/notifications/relaxed.hpp"
#include "platform/json.hpp"

namespace diag::notifications {

enum class Medium { mail, sms };
std::string_view name_of(Medium medium);

/// How the connection to a mail server is to be secured.
enum class Security {
    unsaid,
    none,
    starttls,  ///< RFC 3207
    tls,       ///< from the first byte (RFC 8314)
};
std::string_view name_of(Security security);

/// An entry of emailDef or smsDef. No password and no address of a person is in it.
struct Channel {
    Medium medium = Medium::mail;
    std::string label;
    std::size_t line = 0;
    std::string host;  ///< empty: it names none
    std::uint16_t port = 0;
    bool bad_port = false;  ///< it names one that is none
    Security security = Security::unsaid;
    std::string url;       ///< of a provider of short messages, without query and login
    std::string provider;  ///< its name
    std::string from_domain;
    std::vector<std::string> domains;  ///< of its recipients, each once
    std::size_t recipients = 0;
    bool has_login = false;  ///< a user and a password are set
};

/// An action that sends: "@emailSend guard".
struct Use {
    Medium medium = Medium::mail;
    std::string label;
    std::size_t line = 0;
};

struct Actions {
    std::vector<Channel> channels;  ///< the first 200, those of mail before all others
    std::vector<Use> uses;          ///< the first 1,000
    std::size_t rules = 0;
    std::string config_server;  ///< host that ARES fetches its configuration from instead
    std::vector<Complaint> complaints;
    bool channels_cut = false;  ///< there may be more of them than were kept
    bool uses_cut = false;
};

Actions actions_in(std::string_view text);

/// Who may log in at a mail server.
struct Login {
    std::string user;
    std::string password;
};

/// What a test mail needs of an entry beside what may be told of it. Never evidence.
struct Sender {
    Login login;
    std::string from;
};

/// Of the mail entry that actions_in() has at that place of its channels. Not by its label, which
/// several may share: no server may get the password of another's. Nothing: there is none.
std::optional<Sender> sender_in(std::string_view text, std::size_t place);

/// Every value that a name of a password has, for redaction to learn.
std::vector<std::string> secrets_in(std::string_view text);

json::value to_json(const Actions& actions);
/// Forgiving: what is missing keeps its default.
Actions actions_from(const json::value& document);

}  // namespace diag::notifications
