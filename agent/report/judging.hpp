// SPDX-License-Identifier: Apache-2.0
// Judging one collector's evidence, the same on site and years later at the desk.
#pragma once

#include "agent/report/story.hpp"
#include "collectors/collector.hpp"

namespace diag::report {

/// The collector's judgement, and what its ending says: a collector that did not give all it has is
/// a finding of its own, and so is a judge that throws. Never nothing.
Chapter judged(const Collector& collector, const Evidence& evidence, exchange::Outcome outcome,
               const Thresholds& thresholds);

/// The same without what two collectors tell of one mount: where `nfs` tells at least as grave a
/// thing of it, `disk` leaves it to that, which knows the server behind it too.
std::vector<Chapter> without_repeats(std::vector<Chapter> chapters);

}  // namespace diag::report
