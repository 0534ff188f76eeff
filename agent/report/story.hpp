// SPDX-License-Identifier: Apache-2.0
// Everything the report tells, as one value: what was judged, how the collectors ended, what
// leaves.
#pragma once

#include <string>
#include <vector>

#include "agent/cases/notes.hpp"
#include "agent/exchange/contents.hpp"
#include "agent/exchange/outcome.hpp"
#include "agent/report/knowledge.hpp"
#include "agent/report/language.hpp"
#include "collectors/collector.hpp"
#include "collectors/finding.hpp"

namespace diag::report {

struct Chapter {
    std::string collector;
    exchange::Outcome outcome;
    Judgement judgement;
};

/// What the escalating engineer wrote. `severity` is shown as it is where it is none of ours.
using CaseNotes = cases::Notes;

struct Story {
    std::string bundle_id;
    std::string agent_version;
    std::string server;  ///< the machine's name as it may leave the site; empty when not told
    Time created{};
    Time since{};
    Time until{};
    CaseNotes notes;
    std::vector<Chapter> chapters;
    exchange::Contents contents;  ///< for the links to the evidence
    exchange::Redactions redactions;
    Thresholds thresholds;  ///< in force when it was judged, by key
};

/// The whole report: one HTML file with no reference to the outside and no script in it.
///
/// It is well-formed XML too. Every text is escaped, control and direction-changing characters are
/// replaced. Times are local to this process (TZ); the page names the offset. Evidence is linked by
/// relative path ("evidence/disk/mountinfo"): the file belongs beside the evidence folder.
std::string html(const Story& story, const Knowledge& knowledge, Language language);

/// findings.json: the judgements with ids, parameters and English texts, machine-readable.
/// docs/findings-format.md describes it.
json::value findings_json(const Story& story, const Knowledge& knowledge);

/// What `check` prints: one block a finding, worst first, and a last line that sums up. `colour`
/// adds ANSI colours, `whole` what each finding means and how to verify its remedy, `width`
/// (columns, at least 40 is used) wraps. Symbols are ASCII unless the environment's locale is
/// UTF-8. Holds no control character but newline and our own colours.
std::string terminal_text(const Story& story, const Knowledge& knowledge, Language language,
                          bool colour, std::size_t width, bool whole = false);

}  // namespace diag::report
