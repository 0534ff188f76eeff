// SPDX-License-Identifier: Apache-2.0
// From evidence to judgements to the story that reports tell.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "agent/collect/order.hpp"
#include "agent/redact/redacted.hpp"
#include "agent/stream/stream.hpp"

namespace diag::collect {

/// What became of the attachments of one collector, in the order it gave them.
using PassedByCollector = std::map<std::string, std::vector<stream::Passed>, std::less<>>;

/// The evidence item that tells a judge what its attachments held.
inline constexpr std::string_view passed_item = "passed";

/// Judges one collector's evidence, its attachments' matches included. A judge that throws yields a
/// finding that says so, never nothing.
report::Chapter judged(const Collector& collector, Evidence evidence, exchange::Outcome outcome,
                       std::span<const stream::Passed> passed, const Thresholds& thresholds);

/// The patterns to look for in attachments.
std::vector<stream::Signature> known_signatures();

/// Files of our own making, written from a story that was judged on redacted evidence.
redact::Redacted report_page(const report::Story& story, report::Language language);
redact::Redacted findings_page(const report::Story& story);
redact::Redacted case_page(const report::CaseNotes& notes);
redact::Redacted passed_page(std::span<const stream::Passed> passed);

}  // namespace diag::collect
