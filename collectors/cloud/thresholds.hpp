// SPDX-License-Identifier: Apache-2.0
// The numbers the cloud judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::cloud {

inline constexpr std::string_view proposal = "our proposal";

inline constexpr std::array thresholds{
    Threshold{"cloud.slow", 3'000, "ms", "An interface that takes longer to answer is slow",
              proposal},
    Threshold{"cloud.clock_warning", 60, "s",
              "This server's clock and the cloud's differ, a warning from here", proposal},
    Threshold{"cloud.clock_critical", 300, "s",
              "This server's clock and the cloud's differ, critical from here",
              "the window in which signed requests hold; our proposal"},
    Threshold{"cloud.certificate_days", 7, "d",
              "A certificate of the cloud that expires within this time is worth telling",
              proposal},
    Threshold{"cloud.licence_hours", 2, "h",
              "SAFR asks its licence server this often: out of reach for longer is a missed check",
              "vendor article K11"},
    Threshold{"cloud.licence_tolerance", 0, "h",
              "The licence tolerates being out of reach for so long, then SAFR stops; it stands in "
              "the licence",
              "vendor article K11: none by default"},
};

}  // namespace diag::cloud
