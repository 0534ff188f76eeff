// SPDX-License-Identifier: Apache-2.0
// A request (*.safrreq): what an engineer asks a site to collect. JSON in CMS SignedData, signed by
// one engineer, or two where the site demands it. FORMAT.md has the grammar.
//
// It names collectors and numbers, never a path, a command line or code.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/certificate.hpp"
#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

/// The newest request format this code writes and reads.
inline constexpr std::int64_t request_format = 1;

/// A signed request is never longer.
inline constexpr std::size_t request_limit = 256 << 10;

/// How much a site is asked to let out.
enum class Disclosure {
    findings,  ///< rule ids and numbers, no raw data
    bundle,    ///< a redacted bundle
};
std::string_view name_of(Disclosure disclosure);

struct Request {
    std::string id;     ///< UUIDv7
    std::string agent;  ///< the name in the agent's certificate
    std::string site;   ///< the site's name; empty: not said
    std::string case_number;
    std::string reason;          ///< why, for the person who grants
    std::string engineer;        ///< SHA-256 of the certificate of who asks, one of the signers
    std::uint64_t sequence = 0;  ///< grows with each request of an engineer
    Time made{};
    Time not_before{};
    Time not_after{};
    Disclosure disclosure = Disclosure::bundle;
    std::vector<std::string> collectors;
    std::map<std::string, std::int64_t, std::less<>> parameters;  ///< "cameras.play" in ms
    Time since{};
    Time until{};
    std::uint64_t bytes = 0;  ///< of the bundle, at most
    milliseconds span{};      ///< of the run, at most
    std::vector<Certificate> recipients;
};

json::value to_json(const Request& request);

/// Every field, each within bounds; whether the site agrees to them is not asked. Fails with
/// unsupported for a newer format, malformed for anything else that does not fit.
Result<Request> request_from(std::string_view text);

}  // namespace diag::exchange
