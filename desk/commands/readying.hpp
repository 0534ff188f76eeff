// SPDX-License-Identifier: Apache-2.0
// A request made ready to go: numbered, checked by a site's own reader, signed.
#pragma once

#include <string>

#include "agent/exchange/request.hpp"
#include "desk/commands/signing.hpp"
#include "desk/home.hpp"
#include "platform/command_line.hpp"

namespace diag::desk {

/// Made and signed, but not yet anywhere.
struct Ready {
    exchange::Request request;
    Signer signer;
    std::string document;
};

/// For the recipients that --to names, else recipient.pem; signed by `known`, else by whom --key
/// and --cert name. Fails with what is wrong with any of them, and full where it is too long.
Result<Ready> made_ready(const Invocation& invocation, const Home& home, exchange::Request request,
                         Time now, const Signer* known);

void warn_of_early_ends(const exchange::Request& request, const Signer& signer);

/// Until when the site may decide: the request's end, or its signer's.
Time decided_until(const exchange::Request& request, const Signer& signer);

json::object as_json(const Signer& signer, const exchange::Request& request);

}  // namespace diag::desk
