// SPDX-License-Identifier: Apache-2.0
// The file of samples below the state directory: runs one behind the other, nothing else.
//
// A power cut leaves at most one torn run at its end, which the next one takes the place of. What
// it holds is bounded: full, it becomes the old file, and that of before goes.
#pragma once

#include <filesystem>

#include "agent/availability/run.hpp"
#include "platform/descriptor.hpp"
#include "platform/result.hpp"

namespace diag::availability {

class Samples {
public:
    /// Of either file: 174,762 runs. A quiet day has 90, a day all of outage 240: from two to five
    /// years, and as much again in the old one.
    static constexpr std::uint64_t most_bytes = 4 << 20;

    /// Below `state`, made where missing. One writer at a time: the service, which holds its lock.
    static Result<Samples> open(const std::filesystem::path& state,
                                std::uint64_t bound = most_bytes);

    /// On the disk when this returns.
    Result<> append(const Run& run);

private:
    Samples(std::filesystem::path directory, Descriptor file, std::uint64_t end,
            std::uint64_t bound)
        : directory_(std::move(directory)), file_(std::move(file)), end_(end), bound_(bound) {}
    Result<> turn();

    std::filesystem::path directory_;
    Descriptor file_;
    std::uint64_t end_, bound_;
};

/// All runs there are, the old ones first; none where nothing was ever sampled. Fails as reading a
/// file does.
Result<Reading> all_samples(const std::filesystem::path& state);

}  // namespace diag::availability
