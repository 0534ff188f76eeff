// SPDX-License-Identifier: Apache-2.0
// Puts the screenshots of a case into content.tar.gz.
#pragma once

#include "agent/collect/content_writer.hpp"
#include "agent/collect/order.hpp"
#include "agent/collect/redaction.hpp"

namespace diag::collect {

/// The screenshots of the case that somebody agreed to, as they were then. One that became another
/// or cannot be had any more stays here, as does one that is unfit or was not agreed to;
/// contents.json says so. Those that the deadline does not leave time for are left out with
/// timed_out, and told in `outcome`. Fails with refused, at once, when it is stopped.
Result<> pack_screenshots(ContentWriter& content, const Order& order, const Parcel& parcel,
                          const Redaction& redaction, const run::Deadline& deadline,
                          exchange::Outcome& outcome);

}  // namespace diag::collect
