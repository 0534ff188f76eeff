// SPDX-License-Identifier: Apache-2.0
// Which parts of a plain file to read, found without reading it all.
#pragma once

#include <optional>
#include <vector>

#include "agent/exchange/contents.hpp"
#include "agent/stream/source.hpp"
#include "platform/timestamp.hpp"

namespace diag::stream {

/// Where the first line at or after `since` begins, or nothing where no line before `size` tells so
/// late a time. By bisection: a 10 GB log is sampled some 20 times. Expects lines in order of time,
/// as logs are; where a sample tells no time, more is kept, not less.
std::uint64_t window_start(const OpenFile& file, Time since, const TimestampReader& reader);

/// Where in `text` the first line at or after `since` begins; npos when none tells such a time, 0
/// when no line tells any.
std::size_t window_start(std::string_view text, Time since, const TimestampReader& reader);

/// The parts kept of [range.from, range.to) under a cap of `limit` bytes, half from each end; 0
/// caps nothing. Cut where no secret is parted (Redactor::safe_cut).
std::vector<Range> capped(const OpenFile& file, Range range, std::uint64_t limit);

}  // namespace diag::stream
