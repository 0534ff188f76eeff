// SPDX-License-Identifier: Apache-2.0
// Visits outside systems, all at once, on one thread.
#pragma once

#include <string>
#include <vector>

#include "collectors/integrations/visit.hpp"
#include "platform/clock.hpp"
#include "platform/names.hpp"

namespace diag::integrations {

/// What is to be visited: by its addresses, one after the other until one takes the connection, or
/// the reason why it has none.
struct Call {
    System system;
    std::uint16_t port = 0;
    Result<Addresses> addresses = Error{Fault::absent, "no address"};
};

/// Connects, shakes hands where TLS is spoken, asks what everybody is answered, listens to the
/// first of the answer, and hangs up. Each step is given `patience`, all of it `in_all`: who is not
/// done by then has timed out. Where TLS may be spoken or not it is tried first, with half the
/// patience, and then without, where the other side answered something else, hung up or was silent.
/// Certificates are compared with this machine's authorities and `authorities`, PEM, which may be
/// empty; none ends the visit. Visit i belongs to call i.
std::vector<Visit> visit_all(const std::vector<Call>& calls, std::string_view authorities,
                             milliseconds patience, milliseconds in_all);

}  // namespace diag::integrations
