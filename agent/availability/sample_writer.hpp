// SPDX-License-Identifier: Apache-2.0
// Runs on their way to the disk: those that cannot be written wait until they can.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>

#include "agent/availability/samples.hpp"

namespace diag::availability {

class SampleWriter {
public:
    /// So many wait at most, the oldest goes first: four days of an outage, eleven quiet ones, and
    /// 24 KB of memory.
    static constexpr std::size_t most_waiting = 1'000;

    explicit SampleWriter(std::filesystem::path state, std::uint64_t bound = Samples::most_bytes)
        : state_(std::move(state)), bound_(bound) {}

    /// Writes what waits, then `run`, in order. Fails as Samples does; what was not written is
    /// tried again by the next call.
    Result<> keep(const std::optional<Run>& run);

private:
    Result<> write_all();

    std::filesystem::path state_;
    std::uint64_t bound_;
    std::optional<Samples> samples_;
    std::deque<Run> waiting_;
};

}  // namespace diag::availability
