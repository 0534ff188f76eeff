// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/posting.hpp"

#include "agent/exchange/back_off.hpp"

namespace diag::desk {
namespace {

/// What of a request that may not be at the desk: neither lost nor there twice.
std::string advice(const std::string& watch, bool may_have_arrived) {
    if (may_have_arrived) return ". Whether the desk has the request is not known: see " + watch;
    return ". The desk does not have the request, and nothing was kept of it: try again, or make a "
           "file of it with --out FILE, which any path may carry";
}

}  // namespace

Result<> posted(DeskServer& server, const std::string& document, const std::string& watch) {
    exchange::BackOff back_off(soonest_again, latest_again);
    bool may_have_arrived = false;
    for (int left = 3;; --left) {
        const auto answer = server.ask({.method = "POST",
                                        .target = "/v1/requests",
                                        .headers = {{"Content-Type", "application/pkcs7-mime"}},
                                        .body = document});
        if (answer) return {};
        const auto& error = answer.error();
        may_have_arrived |= server.may_have_arrived() && error.fault == Fault::io;
        if (!may_pass(error)) return error;
        if (left == 1 || !waited(back_off.next()))
            return Error{error.fault, error.what + advice(watch, may_have_arrived)};
    }
}

}  // namespace diag::desk
