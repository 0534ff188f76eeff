// SPDX-License-Identifier: Apache-2.0
// Which hosts take mail for a domain (RFC 5321 5.1), as its MX records tell.
#pragma once

#include <string>
#include <vector>

#include "collectors/network/ask_names.hpp"
#include "platform/result.hpp"

namespace diag::notifications {

struct MxAnswer {
    bool no_such_domain = false;  ///< NXDOMAIN
    bool takes_no_mail = false;   ///< a single "." (RFC 7505)
    std::vector<std::string>
        hosts;           ///< by preference, at most 20; none: the domain itself is asked
    std::string server;  ///< numeric, who told
};

/// What one name server says of a domain's mail. Fails with timed_out where it is silent or not
/// there, with refused where it would not answer, with io where it could not, or with malformed.
Result<MxAnswer> mx_from(const network::NameAnswer& answer);

/// Which hosts take mail for each domain, within `patience`: all domains are asked of the first of
/// `servers` (numeric addresses), those it does not know of the next, each with its share of the
/// time. Where none knows, how the first that answered failed. Answer i belongs to domain i.
std::vector<Result<MxAnswer>> ask_mx(const std::vector<std::string>& servers,
                                     const std::vector<std::string>& domains, milliseconds patience,
                                     std::uint16_t port = 53);

}  // namespace diag::notifications
