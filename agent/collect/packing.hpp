// SPDX-License-Identifier: Apache-2.0
// Puts what was gathered into content.tar.gz: evidence, attachments, and what is told of both.
#pragma once

#include <vector>

#include "agent/collect/canaries.hpp"
#include "agent/collect/clean.hpp"
#include "agent/collect/content_writer.hpp"
#include "agent/collect/redaction.hpp"
#include "agent/collect/tell.hpp"
#include "agent/run/pass.hpp"

namespace diag::collect {

/// Every item of one collector, its failures as lines of contents.json.
Result<> pack_evidence(ContentWriter& content, const Clean& clean);

/// What passing gave, and what it cost.
struct Passing {
    PassedByCollector passed;
    exchange::Outcome outcome;
    exchange::CanaryCount canaries;  ///< that went with them
};

/// Passes the attachments of all collectors, and those added by hand, straight into the content.
/// Their gzip members wait in a file without a name in `workbench`, one attachment at a time.
/// Canaries go before and behind them and come to nothing; fails with bug when one survives.
Result<Passing> pack_attachments(ContentWriter& content, const std::vector<Clean>& all,
                                 const Order& order, const Parcel& parcel,
                                 const Redaction& redaction, const std::filesystem::path& workbench,
                                 const run::Deadline& deadline, run::Watcher& watcher);

/// The screenshots of the case that somebody agreed to, as they were then. One that became another
/// or cannot be had any more stays here, as does one that is unfit or was not agreed to;
/// contents.json says so. Those that the deadline does not leave time for are left out with
/// timed_out, and told in `outcome`. Fails with refused, at once, when it is stopped.
Result<> pack_screenshots(ContentWriter& content, const Order& order, const Parcel& parcel,
                          const Redaction& redaction, const run::Deadline& deadline,
                          exchange::Outcome& outcome);

/// findings.json, case.json, report.html and contents.json: last, as they tell of all the rest.
/// What the second look does not let pass of one collector is taken out of the story, and
/// contents.json says so. Fails with refused where that is the case somebody wrote, with bug where
/// it is more than one collector's.
Result<> pack_story(ContentWriter& content, report::Story& story, const PassedByCollector& passed,
                    report::Language language);

}  // namespace diag::collect
