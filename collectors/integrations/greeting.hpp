// SPDX-License-Identifier: Apache-2.0
// The first words with an outside system: what we ask, and whether what comes is what such a system
// says. Never a login: whatever is asked here is answered to everybody.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "collectors/integrations/systems.hpp"

namespace diag::integrations {

/// What came, as far as it is understood.
struct Greeting {
    enum class Sense : std::uint8_t {
        more,     ///< more must come before it can be told
        whole,    ///< what such a system says
        strange,  ///< something else; `words` says what it may be
    };
    Sense sense = Sense::more;
    int status = 0;     ///< HTTP's; LDAP's result code; the number of SQL Server's error; else 0
    std::string words;  ///< "SQL Server 15.0.2000, ENCRYPT_OFF"; nothing of the site
};

/// A greeting is short: more than this is none.
inline constexpr std::size_t greeting_limit = std::size_t{16} * 1024;

/// What is asked: a pre-login, the rootDSE, or GET. `authority` is "host:port"; nothing where
/// nothing is asked.
std::string question(Speech speech, std::string_view target, std::string_view authority);

Greeting greeting_in(Speech speech, std::string_view bytes);

/// The pre-login message of MS-TDS 2.2.6.5: version and encryption, asked by everybody before a
/// login.
std::string tds_question();
/// Its response, MS-TDS 2.2.6.5, or an ERROR token (2.2.7.10) in its place.
Greeting tds_greeting(std::string_view bytes);

/// An anonymous search for the rootDSE (RFC 4512 5.1): which versions it speaks, no entry of
/// anybody.
std::string ldap_question();
/// Its entry and result, or a notice of disconnection (RFC 4511 4.4.1, 4.5.2).
Greeting ldap_greeting(std::string_view bytes);

/// The status line of an answer (RFC 9112 4).
Greeting http_greeting(std::string_view bytes);

/// Who begins so: "SSH", "HTTP", "TLS", ...; empty where it cannot be told.
std::string_view speaker_of(std::string_view bytes);

}  // namespace diag::integrations
