// SPDX-License-Identifier: Apache-2.0
// How fast something comes, and how long until all of it is there.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "platform/clock.hpp"

namespace diag::desk {

class Pace {
public:
    /// So many bytes were there at that time (Clock::uptime()). Fewer than before begin anew.
    void seen(std::uint64_t bytes, milliseconds at);

    /// Bytes a second over the last ten seconds at least, 0 where that cannot be told yet.
    double rate() const;

    /// "12.0 MiB of 80.0 MiB, 15 %, 2.1 MiB/s, 32s left"; what cannot be told is left out.
    std::string in_words(std::uint64_t size) const;

private:
    struct Mark {
        std::uint64_t bytes;
        milliseconds at;
    };
    std::deque<Mark> marks_;
};

}  // namespace diag::desk
