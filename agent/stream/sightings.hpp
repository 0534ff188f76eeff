// SPDX-License-Identifier: Apache-2.0
// What one block of a log shows: known signatures, lines of error and warning, times.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "agent/stream/stream.hpp"
#include "platform/timestamp.hpp"

struct hs_database;
struct hs_scratch;

namespace diag::stream {

/// Of one signature in one block. Lines are counted from 0 at the block's beginning.
struct Sighting {
    std::size_t signature = 0;
    std::uint64_t count = 0;  ///< lines that match
    std::uint64_t first_line = 0;
    std::uint64_t last_line = 0;
    std::optional<Time> first_time;  ///< nothing: before the first line that tells its time
    std::optional<Time> last_time;
};

struct Sightings {
    std::uint64_t lines = 0;  ///< newlines
    std::vector<Sighting> signatures;
    std::map<Time, LevelCount> timeline;
    LevelCount untimed;  ///< before the first line that tells its time
    std::optional<Time> first_time;
    std::optional<Time> last_time;
};

/// The signatures and the words for levels, compiled. Each thread clones it.
class Lookout {
public:
    /// Compiles; a signature that does not is left out (usable() tells of one beforehand).
    explicit Lookout(std::span<const Signature> signatures);
    Lookout(const Lookout& other);
    Lookout& operator=(const Lookout&) = delete;
    ~Lookout();

    /// Everything in `block` that is looked for.
    Sightings look(std::string_view block, const TimestampReader& times) const;

private:
    std::shared_ptr<hs_database> database_;
    std::shared_ptr<const std::vector<std::size_t>> signature_of_;  ///< by pattern id
    hs_scratch* scratch_ = nullptr;
};

}  // namespace diag::stream
