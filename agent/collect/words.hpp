// SPDX-License-Identifier: Apache-2.0
// Words that stand beside what is packed: names, failures and notes, and what is told of a leak.
#pragma once

#include <string>

#include "agent/exchange/contents.hpp"
#include "agent/proof/second_look.hpp"
#include "agent/redact/redactor.hpp"
#include "platform/result.hpp"

namespace diag::collect {

/// What words must pass before they may stand anywhere.
struct Cleaning {
    const redact::Redactor& redactor;
    const proof::SecondLook& look;
};

/// Redacted words, or words of our own where that fails or the second look finds something, which
/// it adds to `found`.
std::string redacted_words(const std::string& words, const Cleaning& with,
                           exchange::Redactions& counts, proof::Found& found);

/// "1 x ipv4, 2 x secret".
std::string families(const proof::Found& found);

/// Why something is left out, in words: "the second look found an IPv4 address ...".
Error leaked(const proof::Found& found);

}  // namespace diag::collect
