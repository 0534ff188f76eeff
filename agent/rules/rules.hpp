// SPDX-License-Identifier: Apache-2.0
// What is redacted beside what every site has: rules that were written down, and what was learned
// of this site.
#pragma once

#include <string>
#include <vector>

#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::rules {

struct Rules {
    std::vector<std::string> names;       ///< words that name secrets: what they are set to goes
    std::vector<std::string> patterns;    ///< what they match goes (pattern.hpp)
    std::vector<std::string> words;       ///< go wherever they stand as words, in either case
    std::vector<std::string> exceptions;  ///< addresses, hosts and words that stay
    std::vector<std::string> secrets;     ///< learned values, which go wherever they occur
    std::vector<std::string> hosts;       ///< learned host names, short or full
    /// Where rules came from, for manifests: "site 4", "safr-2026 7".
    std::vector<std::string> labels;

    bool operator==(const Rules&) const = default;
};

/// Everything of both; nothing is there twice.
Rules joined(Rules first, const Rules& second);

/// How rules reach a worker, over its standard input.
json::value to_json(const Rules& rules);
/// Forgives nothing: a worker with fewer rules than its parent must not begin. Fails with
/// malformed.
Result<Rules> rules_from(const json::value& document);

}  // namespace diag::rules
