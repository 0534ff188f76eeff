// SPDX-License-Identifier: Apache-2.0
// Sizes, spans and points of time as people write them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace diag {

/// "90s", "24h", "2d", "1h30m", "250ms": whole numbers, each with one of ms s m h d w, m being
/// minutes, none twice and the larger first. At most 100 years. Fails with malformed, saying what
/// was expected.
Result<milliseconds> duration_from(std::string_view text);

/// The same in the fewest parts: "24h", "1h30m", "2d" (days from two days on), "0s".
std::string duration_text(milliseconds span);

enum class SpanUnit { second, minute, hour, day };

/// "40 s", "45 min", "7 h", "12 d": whole, rounded down, in the largest unit from `least` to `most`
/// that the span holds twice; in `least` when it holds none so.
std::string whole_span_text(std::chrono::seconds span, SpanUnit least, SpanUnit most);

/// "64MiB", "512 KiB", "2G", "1500000": KiB and K are 1024 bytes, KB is 1000; T is the largest.
/// Fails with malformed, saying what was expected, also past 2^64.
Result<std::uint64_t> bytes_from(std::string_view text);

/// The same, exactly: "64MiB", "1500000".
std::string exact_bytes_text(std::uint64_t bytes);

/// A point in the past: a duration before `now`, an RFC 3339 time ("2026-11-23T20:33:28Z"; a space
/// will do for the T, seconds and zone may be left out), a date, "today" or "yesterday" (their
/// first instant). What has no zone is local to this machine. Fails with malformed, and with
/// refused for a time that is not before `now`.
Result<Time> since_from(std::string_view text, Time now);

/// A point from which something holds: a duration after `now`, or a time or date as since_from()
/// reads it, past or not. Fails with malformed.
Result<Time> starting_from(std::string_view text, Time now);

}  // namespace diag
