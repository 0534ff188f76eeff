// SPDX-License-Identifier: Apache-2.0
// The numbers the integrations judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::integrations {

inline constexpr std::string_view proposal = "our proposal";

inline constexpr std::array thresholds{
    Threshold{"integrations.slow", 2'000, "ms", "An outside system that takes longer to answer",
              proposal},
    Threshold{"integrations.certificate_days", 30, "d",
              "An outside system's certificate that expires within this time is a warning",
              proposal},
    Threshold{"integrations.sync_hours", 24, "h", "A sync whose last success is older stands still",
              "persons are synced continually (vendor articles K20, K22); our proposal"},
    Threshold{"integrations.failures", 3, "",
              "Failures since the last success, none of which says what went wrong, from which on "
              "the sync is failing",
              proposal},
    Threshold{"integrations.export_hours", 72, "h",
              "Syncs with AMAG that bring nothing for longer may read an export that is no longer "
              "written",
              "stale export tables are a known cause (vendor article K18); our proposal"},
};

}  // namespace diag::integrations
