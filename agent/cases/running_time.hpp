// SPDX-License-Identifier: Apache-2.0
// Time that counts: all of it but the pauses.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agent/cases/clocks.hpp"

namespace diag::cases {

class RunningTime {
public:
    /// Pauses in any order; they may overlap.
    explicit RunningTime(std::span<const Pause> pauses);

    /// When so much has counted since `from`; nothing where a pause lasts before that.
    std::optional<Time> after(Time from, milliseconds span) const;

    /// When as much has counted as the hours of so many business days. Days on which clocks change
    /// within the hours count as one whole day like all others. Fails with malformed where none
    /// comes within two years.
    Result<std::optional<Time>> after_business_days(Time from, int count,
                                                    const Calendar& calendar) const;

private:
    struct Span {
        Time from{}, until{};
    };
    std::vector<Span> paused_;  ///< in order, none touches another
};

}  // namespace diag::cases
