// SPDX-License-Identifier: Apache-2.0
// Puts what was gathered into content.tar.gz: evidence, and what is told of it.
#pragma once

#include "agent/collect/clean.hpp"
#include "agent/collect/content_writer.hpp"
#include "agent/collect/tell.hpp"

namespace diag::collect {

/// Every item of one collector, its failures as lines of contents.json.
Result<> pack_evidence(ContentWriter& content, const Clean& clean);

/// findings.json, case.json, report.html and contents.json: last, as they tell of all the rest.
/// What the second look does not let pass of one collector is taken out of the story, and
/// contents.json says so. Fails with refused where that is the case somebody wrote, with bug where
/// it is more than one collector's.
Result<> pack_story(ContentWriter& content, report::Story& story, const PassedByCollector& passed,
                    report::Language language);

}  // namespace diag::collect
