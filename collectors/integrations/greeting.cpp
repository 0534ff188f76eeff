// SPDX-License-Identifier: Apache-2.0
#include "collectors/integrations/greeting.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::integrations {

std::string question(Speech speech, std::string_view target, std::string_view authority) {
    switch (speech) {
        case Speech::tds:
            return tds_question();
        case Speech::ldap:
            return ldap_question();
        case Speech::http:
            return "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + std::string(authority) +
                   "\r\nUser-Agent: safr-diag/" DIAG_VERSION "\r\nConnection: close\r\n\r\n";
        case Speech::none:
            break;
    }
    return {};
}

Greeting greeting_in(Speech speech, std::string_view bytes) {
    switch (speech) {
        case Speech::tds:
            return tds_greeting(bytes);
        case Speech::ldap:
            return ldap_greeting(bytes);
        case Speech::http:
            return http_greeting(bytes);
        case Speech::none:
            break;
    }
    return {Greeting::Sense::whole, 0, {}};
}

Greeting http_greeting(std::string_view bytes) {
    constexpr std::string_view name = "HTTP/1.";
    constexpr std::size_t least = 12;  // "HTTP/1.1 200"
    const auto seen = bytes.substr(0, name.size());
    if (seen != name.substr(0, seen.size()))
        return {Greeting::Sense::strange, 0, std::string(speaker_of(bytes))};
    if (bytes.size() < least) return {};
    const auto status = natural(bytes.substr(9, 3));
    const bool good = bytes[8] == ' ' && status && *status >= 100 && *status <= 999;
    if (!good) return {Greeting::Sense::strange, 0, {}};
    return {Greeting::Sense::whole, static_cast<int>(*status), "HTTP " + std::to_string(*status)};
}

std::string_view speaker_of(std::string_view bytes) {
    if (bytes.starts_with("SSH-")) return "SSH";
    if (bytes.starts_with("HTTP/")) return "HTTP";
    if (bytes.starts_with("RTSP/")) return "RTSP";
    if (bytes.starts_with("220")) return "SMTP, FTP";
    if (bytes.starts_with("\x16\x03") || bytes.starts_with("\x15\x03")) return "TLS";
    // An LDAPMessage: a sequence that begins with a small number.
    if (bytes.size() > 3 && bytes[0] == '\x30' && bytes.substr(1, 6).find('\x02') != bytes.npos)
        return "LDAP";
    // The length of a packet, its number 0, and protocol 10.
    if (bytes.size() > 5 && bytes[3] == '\0' && bytes[4] == '\x0a') return "MySQL";
    return {};
}

}  // namespace diag::integrations
