// SPDX-License-Identifier: Apache-2.0
// Evidence after redaction: the only form in which it may be packed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/proof/second_look.hpp"
#include "agent/redact/redactor.hpp"
#include "agent/run/gather.hpp"

namespace diag::collect {

struct CleanItem {
    Result<redact::Redacted> text;  ///< a failure's words are redacted as well
    exchange::Redactions redactions;
    bool left_out = false;  ///< because the second look found something in it
};

struct Clean {
    const Collector* collector = nullptr;
    /// Names are redacted as well; of two that become the same the second has a number behind it.
    std::map<std::string, CleanItem, std::less<>> items;
    std::vector<Attachment> attachments;  ///< still to be passed
    exchange::Outcome outcome;            ///< its note is redacted as well
    std::uint64_t dropped = 0;  ///< items whose redaction failed; each has its failure in `items`
    /// What the second look found, by name of the item: in it, or in its name or failure, in whose
    /// place are words of our own.
    std::map<std::string, proof::Found, std::less<>> leaks;
    proof::Found note_leaks;  ///< the same of the note
};

/// Redacts all of it and looks a second time, so that no judge sees what will not be packed. What
/// cannot be redacted is dropped and says so: never fails open.
Clean redact_evidence(run::Gathered gathered, const redact::Redactor& redactor,
                      const proof::SecondLook& look);

/// As judges take it.
Evidence evidence_of(const Clean& clean);

}  // namespace diag::collect
