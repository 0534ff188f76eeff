// SPDX-License-Identifier: Apache-2.0
// The numbers the notifications judge compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"

namespace diag::notifications {

inline constexpr std::string_view proposal = "our proposal";

inline constexpr std::array thresholds{
    Threshold{"notifications.certificate_days", 30, "d",
              "A mail server's certificate that expires within this time is a warning", proposal},
    Threshold{"notifications.slow", 5'000, "ms", "A mail server's greeting that takes longer",
              proposal},
};

}  // namespace diag::notifications
