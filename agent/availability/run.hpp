// SPDX-License-Identifier: Apache-2.0
// What is kept of the samples: runs of one state, 24 bytes each. FORMAT.md has the layout.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/cloud/state.hpp"
#include "platform/clock.hpp"

namespace diag::availability {

using cloud::State;

/// Samples of one state, one after another, in one life of the machine and by one clock.
struct Run {
    std::int64_t start = 0;    ///< of its first sample: seconds since 1970, by the wall clock
    std::uint32_t uptime = 0;  ///< the same by the clock that never jumps (CLOCK_MONOTONIC)
    std::uint32_t boot = 0;    ///< which life of the machine, by its boot_id
    std::uint16_t span = 0;    ///< seconds from its first sample to its last
    std::uint8_t period = 60;  ///< seconds from one sample to the next
    State state = State::unknown;
    bool operator==(const Run&) const = default;
};

/// Whether SAFR Cloud did, at least in part.
inline bool answered(const Run& run) {
    return run.state == State::up || run.state == State::partial;
}

inline constexpr std::size_t run_bytes = 24;

std::string bytes_of(const Run& run);

/// Nothing where the checksum does not hold or a field is beyond its bounds.
std::optional<Run> run_from(std::string_view bytes);

struct Reading {
    std::vector<Run> runs;    ///< in the order in which they were written
    std::size_t damaged = 0;  ///< places that hold no run, a torn end included
};

Reading runs_in(std::string_view file);

}  // namespace diag::availability
