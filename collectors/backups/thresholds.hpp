// SPDX-License-Identifier: Apache-2.0
// The numbers the judge of backups compares with, and where each comes from.
#pragma once

#include <array>

#include "collectors/collector.hpp"
#include "collectors/usual_size.hpp"

namespace diag::backups {

inline constexpr std::string_view common_practice = "common practice for recovery points";
inline constexpr std::string_view proposal = "our proposal";

inline constexpr std::array thresholds{
    Threshold{"backups.age_warning", 24, "h", "A newest backup older than this is a warning",
              common_practice},
    Threshold{"backups.age_critical", 168, "h", "A newest backup older than this is critical",
              proposal},
    Threshold{"backups.size_fall", size_fall_percent, "%",
              "A backup smaller than those before it by more than this", proposal},
    Threshold{"backups.size_rise", size_rise_percent, "%",
              "A backup larger than those before it by more than this", proposal},
    Threshold{"backups.slower", 2, "times",
              "A backup that took longer than those before it by more than this", proposal},
    Threshold{"backups.room", 120, "%",
              "Free space wanted for the next backup, as a share of the newest one", proposal},
    Threshold{"backups.room_to_restore", 120, "%",
              "Free space wanted for a restore, as a share of what is restored, or of what the "
              "server holds",
              "health rule for restore room: 1.2 times the restored size"},
    Threshold{"backups.schedule_late", 60, "min",
              "A scheduled backup that is not there so long after its time and its usual duration",
              proposal},
};

}  // namespace diag::backups
