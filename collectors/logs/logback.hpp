// SPDX-License-Identifier: Apache-2.0
// What logback-spring.xml says: where a service logs, how its lines and rotated files look, how
// much it says and for how long it keeps it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result.hpp"

namespace diag::logs {

struct Appender {
    std::string name;
    std::string file;          ///< as written, properties filled in; "${X}" stays where unknown
    std::string file_pattern;  ///< rotated names, likewise
    std::string date_pattern;  ///< of %d{...} in its line pattern, zone option included
    bool rolls = false;        ///< has a rolling policy
    std::optional<double> kept_days;  ///< maxHistory in the unit that its file pattern implies
    std::string total_cap;            ///< totalSizeCap as written; empty: none
};

struct Logger {
    std::string name;   ///< empty: the root logger
    std::string level;  ///< upper case
};

struct Logback {
    std::vector<Appender> appenders;
    std::vector<Logger> loggers;

    /// The appender whose current or rotated files have this name, or nullptr.
    const Appender* appender_of(std::string_view file_name) const;
};

/// Longest configuration file that is read, in bytes. Spring's own examples are under 4 KiB.
inline constexpr std::size_t logback_limit = 256 << 10;

/// Tolerant: what it does not know it passes over. No DTD or entity is followed. Fails with
/// malformed where it is no XML, or holds no <configuration>.
Result<Logback> parse_logback(std::string_view xml);

/// `pattern` of a rotated file with '*' for each %d{...}, %i and unknown property.
std::string glob_of(std::string_view pattern);

}  // namespace diag::logs
