// SPDX-License-Identifier: Apache-2.0
// Everything the report tells, as one value: what was judged, how the collectors ended, what leaves.
#pragma once

#include <string>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/exchange/outcome.hpp"
#include "agent/report/knowledge.hpp"
#include "agent/report/language.hpp"
#include "collectors/finding.hpp"

namespace diag::report {

struct Chapter {
    std::string collector;
    exchange::Outcome outcome;
    Judgement judgement;
};

/// What the escalating engineer wrote (support agreement: problem, impact, steps, contact).
struct CaseNotes {
    std::string number, problem, impact, steps, contact, severity;
};

struct Story {
    std::string bundle_id;
    std::string agent_version;
    Time created{};
    Time since{};
    Time until{};
    CaseNotes notes;
    std::vector<Chapter> chapters;
    exchange::Contents contents;      ///< for the links to the evidence
    exchange::Redactions redactions;
};

/// The whole report: one HTML file with no reference to the outside, no script needed to read it.
/// Evidence is linked by relative path ("evidence/disk/mountinfo").
std::string html(const Story& story, const Knowledge& knowledge, Language language);

/// findings.json: the judgements with ids, parameters and English texts, machine-readable.
json::value findings_json(const Story& story, const Knowledge& knowledge);

/// What `check` prints: one block a finding, worst first. `colour` adds ANSI colours, `width` wraps.
std::string terminal_text(const Story& story, const Knowledge& knowledge, Language language,
                          bool colour, std::size_t width);

}  // namespace diag::report
