// SPDX-License-Identifier: Apache-2.0
// Makes runs of samples. Pure: who asks and who writes is not known here.
#pragma once

#include <optional>

#include "agent/availability/run.hpp"

namespace diag::availability {

/// What one question to the cloud came to.
struct Sample {
    Time time{};            ///< by the wall clock
    milliseconds uptime{};  ///< by the clock that never jumps
    std::uint32_t boot = 0;
    State state = State::unknown;
};

class Recorder {
public:
    /// A run is written after so long at the latest: what a power cut may take. An outage is worth
    /// more than a quiet hour.
    static constexpr std::uint32_t longest = 15 * 60, longest_outage = 5 * 60;
    /// A wall clock that moved against the other by more was set; less is the adjusting of ntpd.
    static constexpr milliseconds drift{2'000};

    explicit Recorder(std::uint8_t period) : period_(period) {}

    /// The run that ended by this sample, to be written.
    std::optional<Run> take(const Sample& sample);
    /// The run there is, to be written: no more samples come for now.
    std::optional<Run> finish();

private:
    bool goes_on(const Sample& sample) const;

    std::uint8_t period_;
    std::optional<Run> run_;
    Sample first_, last_;
};

/// Which life of the machine this is, by the text of /proc/sys/kernel/random/boot_id.
std::uint32_t boot_from(std::string_view boot_id);

}  // namespace diag::availability
