// SPDX-License-Identifier: Apache-2.0
// What is told of the evidence and would leak in findings.json or report.html: whose it is, and the
// story without it.
#pragma once

#include <string>
#include <vector>

#include "agent/collect/content_writer.hpp"
#include "agent/collect/tell.hpp"
#include "agent/proof/second_look.hpp"

namespace diag::collect {

/// Takes out of `story` each finding that the second look does not let pass in either page, and of
/// a chapter whose overview it does not let pass all facts and charts; each has a line in
/// `content`, without a file. What leaks though no chapter does by itself stays. Once the time of
/// `content` is over, all goes that was not proven by then. Fails with refused, at once, when it is
/// stopped.
Result<> hold_back(report::Story& story, ContentWriter& content, report::Language language);

/// Whom a case names so that support can reach them, as it was given: that leaves as it is.
std::vector<std::string> contacts_of(const report::CaseNotes& notes);

/// Fails with refused where a field of the case leaks, and names the field: number and contact stay
/// as they were given, so only who gave them can mend it.
Result<> check_case(const report::CaseNotes& notes, const proof::SecondLook& look,
                    report::Language language);

}  // namespace diag::collect
