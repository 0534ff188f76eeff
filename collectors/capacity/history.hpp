// SPDX-License-Identifier: Apache-2.0
// What earlier runs measured: one line of JSON, at most once an hour, so that the lines which are
// kept reach back for weeks also where a check runs every minute.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag::capacity {

struct Measured {
    Time time{};
    /// Bytes used of the file system that is mounted there.
    std::map<std::string, std::uint64_t, std::less<>> drives;
};

/// One line without newline, of at most 32 drives.
std::string to_line(const Measured& measured);

/// The lines that can be read, oldest first, those after `now` left out: the clock was set back.
std::vector<Measured> measured_in(std::string_view text, Time now);

/// Whether the newest of them is older than an hour, or there is none.
bool is_due(const std::vector<Measured>& past, Time now);

}  // namespace diag::capacity
