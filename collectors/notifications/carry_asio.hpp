// SPDX-License-Identifier: Apache-2.0
// Carries dialogues with mail servers, many at once, on one thread.
#pragma once

#include <string>
#include <vector>

#include "collectors/notifications/visit.hpp"
#include "platform/names.hpp"

namespace diag::notifications {

/// What is to be visited: by its addresses, one after the other until one takes the connection, or
/// the reason why it has none.
struct Call {
    Errand errand;
    Result<Addresses> addresses = Error{Fault::absent, "no address"};
};

/// Visits all of them at once. Each step (connecting, TLS, a reply) is given `patience`, all of it
/// `in_all`: whoever is not done by then has timed out. Visit i belongs to call i.
std::vector<Visit> visit_all(const std::vector<Call>& calls, milliseconds patience,
                             milliseconds in_all);

}  // namespace diag::notifications
