// SPDX-License-Identifier: Apache-2.0
// What most likely is wrong, from all findings together: one cause where one explains many.
//
// How causes are ranked, in this order:
// - severity: that of the gravest finding it explains;
// - reach: how many findings it explains;
// - specificity: how many groups its rule needs, then whether it names what it is about;
// - independence: how many collectors saw it;
// - the rule's id and its subject, so that equals never change places.
// The best takes its findings; what is left is ranked again. A finding so belongs to one cause, and
// a cause whose own findings are taken is no cause of its own. A critical finding that no rule
// explains is a cause of its own; so is the gravest warning where there is no other cause.
//
// Neither the order of findings nor findings that no rule names change what rules say.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/report/ranking.hpp"
#include "agent/report/triage/rules.hpp"

namespace diag::report {

/// How sure a cause is. firm: collectors that know nothing of each other saw it, and none of them
/// was cut short. likely: a rule fits, but one collector alone speaks for it, or one that could
/// have said more did not finish, or names were withheld that would show whether it is all about
/// one thing. single: it is one finding, taken by itself.
enum class Confidence { firm, likely, single };

std::string_view name_of(Confidence confidence);  ///< "firm", ...: as in findings.json

struct Suspect {
    const Rule* rule = nullptr;  ///< none: a finding that stands for itself
    std::string subject;         ///< what the rule's findings have in common; may be empty
    std::uint64_t count = 0;     ///< how many the first group of the rule counts
    Cause cause = Cause::host;
    std::string level;  ///< empty where the catalogue does not know the finding
    Severity severity = Severity::info;
    Confidence confidence = Confidence::single;
    std::vector<Ranked> findings;  ///< what it explains, worst first; never empty
};

struct Triage {
    /// cause: see causes. could_not_tell: nothing wrong was found, but not everything was looked
    /// at.
    enum class Outcome { cause, nothing_wrong, could_not_tell, nothing_examined };

    Outcome outcome = Outcome::nothing_examined;
    std::vector<Suspect> causes;  ///< the graver first
    std::vector<Ranked> others;   ///< findings that none of them explains, worst first
};

std::string_view name_of(Triage::Outcome outcome);  ///< "cause", ...: as in findings.json

/// Points into `story` and `rules`. Every finding is in exactly one cause or in `others`.
///
/// Rules see the thousand gravest findings and 32 subjects each, and 16 causes are named: a site
/// has fewer, and a forged bundle shall not keep the desk busy.
Triage triaged(const Story& story, const Knowledge& knowledge,
               const Rules& rules = Rules::builtin());

/// The findings as people should meet them: those of one cause together, the rest one by one, the
/// graver first.
struct Block {
    const Suspect* cause = nullptr;  ///< none where the block is one finding
    std::vector<Ranked> findings;
};

/// Points into `triage`.
std::vector<Block> blocks_of(const Triage& triage);

}  // namespace diag::report
