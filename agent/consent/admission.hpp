// SPDX-License-Identifier: Apache-2.0
// May this request be carried out here at all? Asked twice on a site: by the half that talks to the
// network, and again by the half that may read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/consent/seen.hpp"
#include "agent/exchange/request.hpp"
#include "agent/exchange/trust.hpp"
#include "collectors/collector.hpp"

namespace diag::consent {

/// What a parameter of a request may be here.
struct ParameterRule {
    std::string key;  ///< "cameras.play"
    std::int64_t least = 0;
    std::int64_t most = 0;  ///< what the site's configuration allows
};

/// What this site allows whoever asks.
struct SiteRules {
    std::string agent;  ///< the name in our certificate
    std::string site;   ///< site.name; empty: not set, any will do
    bool two_signatures = false;
    std::uint64_t most_bytes = 1ull << 30;
    milliseconds longest_run{600'000};
    std::vector<std::string> collectors;  ///< those that exist here
    std::vector<ParameterRule> parameters;
};

/// Who signed a request.
struct Engineer {
    std::string name;
    std::string level;        ///< "L2" or "L3"
    std::string fingerprint;  ///< of the certificate
};

/// A request that holds: whether it runs is up to the site's people.
struct Admitted {
    exchange::Request request;
    std::vector<Engineer> engineers;  ///< the first is the one who asks
    std::string sha256;               ///< of the signed document
};

/// Signature, chain, role, revocation, agent, site, window, collectors, parameters, limits,
/// recipients. Touches nothing. Fails with refused, malformed or unsupported, the reason in words
/// for the ledger.
Result<Admitted> admit(std::string_view document, const exchange::Trust& trust,
                       const SiteRules& rules, Time now);

/// What it says and who signed it, whoever vouches for them by now: to show what is on record,
/// which was admitted when it came. Nothing may run or be granted by it. Fails with refused or
/// malformed.
Result<Admitted> read_out(std::string_view document);

/// That it was not seen before, from now on for good. Fails with refused when it was, or when a
/// later one of the same engineer was.
Result<> claim(const Admitted& admitted, const Seen& seen, Time now);

/// As claim(), of one that is about to run: whatever else of its engineer ran before. Fails with
/// refused when it ran.
Result<> claim_run(const Admitted& admitted, const Seen& ran, Time now);

/// admit(), the clock, and claim().
Result<Admitted> admit_once(std::string_view document, const exchange::Trust& trust,
                            const SiteRules& rules, const Seen& seen, Time now);

}  // namespace diag::consent
