// SPDX-License-Identifier: Apache-2.0
// Triage in words.
#pragma once

#include "agent/report/screen.hpp"
#include "agent/report/triage/triage.hpp"
#include "agent/report/voice.hpp"
#include "platform/json.hpp"

namespace diag::report {

/// A suspect in words. Where no rule speaks, the finding's own: its title, and its remedy where the
/// first line can carry that out.
struct SuspectWords {
    std::string what;        ///< what most likely is wrong
    std::string where;       ///< "storage", ...: in whose domain
    std::string who;         ///< "L2 support engineer"
    std::string now;         ///< what the first line can do now
    std::string beyond;      ///< "No. ...", "Yes. ...": whether it is beyond L2
    std::string confidence;  ///< how sure it is, and why
};

SuspectWords words_of(const Suspect& suspect, const Voice& voice);

/// Why nothing can be said, and what to do about it.
struct SilenceWords {
    std::string why, now;
};

SilenceWords words_of_silence(const Story& story, const Voice& voice);

/// "disk.space_low, nfs.slow (5 findings)": each id once, the first `most` of them.
std::string evidence_of(const std::vector<Ranked>& findings, const Voice& voice,
                        std::size_t most = 8);

/// The paragraph that a check ends with. Nothing where nothing is wrong.
void show_triage(Screen& screen, const Voice& voice, const Triage& triage, const Story& story);

/// The same for who has no screen of findings before it, as text of that width.
std::string triage_text(const Story& story, const Knowledge& knowledge, Language language,
                        bool colour, std::size_t width);

/// The member `triage` of findings.json; findings are named by their place in `list`, which is the
/// list there. docs/findings-format.md describes it.
json::value triage_json(const Story& story, const Knowledge& knowledge,
                        const std::vector<Ranked>& list);

}  // namespace diag::report
