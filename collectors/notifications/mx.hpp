// SPDX-License-Identifier: Apache-2.0
// Which hosts take mail for a domain: the DNS question for its MX records, and the answer to it
// (RFC 1035 4.1, RFC 5321 5.1). getaddrinfo(3) cannot ask that.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::notifications {

struct MxAnswer {
    bool no_such_domain = false;  ///< NXDOMAIN
    bool takes_no_mail = false;   ///< a single "." (RFC 7505)
    std::vector<std::string>
        hosts;           ///< by preference, at most 20; none: the domain itself is asked
    std::string server;  ///< numeric, who told; filled in by who asked
};

/// The question as a datagram. Fails with malformed for what cannot be a domain.
Result<std::string> mx_question(std::string_view domain, std::uint16_t id);

/// The answer in a datagram. Fails with malformed, refused when the name server would not, io when
/// it failed (SERVFAIL), or absent when it is the answer to another than `question`, a datagram of
/// mx_question().
Result<MxAnswer> mx_from(std::string_view datagram, std::string_view question);

/// Addresses of the name servers in resolv.conf(5), at most 3 as there.
std::vector<std::string> name_servers_in(std::string_view resolver);

}  // namespace diag::notifications
