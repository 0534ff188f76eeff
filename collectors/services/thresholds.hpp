// SPDX-License-Identifier: Apache-2.0
// The numbers the services judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::safr_services {

inline constexpr std::string_view proposal = "our proposal";

inline constexpr std::array thresholds{
    Threshold{"services.slow", 1'000, "ms", "A health path that takes longer than this is slow",
              proposal},
    Threshold{"services.certificate_days", 30, "d",
              "A certificate that expires within this time is a warning", proposal},
    Threshold{"services.restarts_warning", 1, "", "Restarts within 24 hours, a warning from here",
              proposal},
    Threshold{"services.restarts_critical", 5, "", "Restarts within 24 hours, critical from here",
              proposal},
};

}  // namespace diag::safr_services
