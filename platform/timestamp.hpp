// SPDX-License-Identifier: Apache-2.0
// When was this log line written?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/clock.hpp"

namespace diag {

/// Reads the time a log line starts with.
///
/// Without a format it recognises RFC 3339 and ISO 8601 (space or T, comma or point before the
/// fraction, Z or offset), syslog "Nov 23 20:33:28" (the year is the one that puts it nearest
/// before `reference`), the NCSA access log's "[23/Nov/2026:20:33:28 +0000]" and a leading epoch in
/// seconds or milliseconds. With one, the Java SimpleDateFormat pattern a logback %d{...} names.
/// Times without a zone are local to this machine.
class TimestampReader {
public:
    explicit TimestampReader(Time reference, std::string java_pattern = {});

    /// The line's time, or nothing: a continuation line, a stack trace.
    std::optional<Time> read(std::string_view line) const;

private:
    Time reference_;
    std::string java_pattern_;
};

}  // namespace diag
