// SPDX-License-Identifier: Apache-2.0
// One visit to a mail server: what is to be asked, and what came of it, also as evidence and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "collectors/notifications/actions.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"
#include "platform/shown_tls.hpp"

namespace diag::notifications {

/// A message to one recipient, from whom and with whose log-in. Only commands make one.
struct Letter {
    Sender sender;
    std::string to;
    std::string message;           ///< as RFC 5322 has it, lines ending with CRLF
    bool confidential = false;     ///< it goes as the password does: only where TLS holds
    bool any_certificate = false;  ///< both may go to a server that nobody vouches for
    bool in_clear = false;         ///< the message, never the password, may go without TLS
};

/// A server to visit.
struct Errand {
    std::string host;  ///< name or address, as configured
    std::uint16_t port = 25;
    Security security = Security::unsaid;
    std::string own_name;  ///< for EHLO: a name with a dot, or an address in brackets
    bool builtin = false;  ///< SAFR's built-in alarms go by it (`notifications.servers`)
    std::optional<Letter> letter;
};

/// An exchange of the dialogue: "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data",
/// "body".
struct Exchange {
    std::string step;
    int code = 0;
    std::string status;  ///< enhanced, "5.7.8"
    std::string text;    ///< at most 200 bytes
    milliseconds took{};
};

struct Visit {
    std::string host;
    std::uint16_t port = 0;
    Security security = Security::unsaid;
    bool builtin = false;        ///< as its errand says
    std::string address;         ///< numeric, who was asked
    std::optional<Fault> fault;  ///< it was not asked to the end, and why
    std::string reason;          ///< in words
    std::string step;            ///< where: "name", "connect", "tls", or one of Exchange
    milliseconds connect{};
    std::vector<Exchange> said;
    bool offers_starttls = false;
    std::vector<std::string> auth;  ///< mechanisms after TLS, or without it where there is none
    std::vector<std::string> auth_clear;  ///< mechanisms offered before TLS
    std::optional<TlsFacts> tls;
    bool delivered = false;  ///< the server took the letter
    /// Why the letter was not given, nor the log-in but for the last: "clear", "untrusted",
    /// "mechanism", "size" (longer than the server takes).
    std::string withheld;
    std::uint64_t patience = 0;  ///< ms a step was given
    bool starved = false;        ///< others had the processors for more than a quarter of that

    const Exchange* exchange(std::string_view step) const;
    /// The letter was given whole, and the server's verdict did not come.
    bool in_doubt() const { return step == "body" && fault && !exchange("body"); }
};

json::value to_json(const Visit& visit);
Visit visit_from(const json::value& document);

}  // namespace diag::notifications
