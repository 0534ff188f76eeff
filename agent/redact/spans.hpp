// SPDX-License-Identifier: Apache-2.0
// From what the recognisers took to what is replaced: spans in order that do not overlap.
#pragma once

#include <cstddef>
#include <vector>

#include "agent/redact/reading.hpp"

namespace diag::redact {

/// Leaves out what an exception of the site covers whole and may cover. The first `addresses` spans
/// come from one search, the others from another; so it is afterwards.
void spare(Reading& reading, std::size_t& addresses);

/// The union of overlapping spans, named by the gravest kind and written as the widest asks. The
/// first `addresses` come from one search, the others from another.
void merge(std::vector<Span>& spans, std::size_t addresses);

}  // namespace diag::redact
