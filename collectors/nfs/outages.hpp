// SPDX-License-Identifier: Apache-2.0
// When file servers fell silent and came back, as the kernel's log tells it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/system/kernel_log.hpp"

namespace diag::nfs {

struct Outage {
    std::string server;  ///< as the kernel names it
    std::optional<Time> from;
    std::optional<Time> to;  ///< when it answered again, where the log tells
    bool ended = false;      ///< it answered again, or what waited was given up or connected anew
    bool gave_up = false;    ///< a soft mount gave its requests up: programs got an error
};

/// In order of their beginnings; at most 1000. Every waiting task prints its own line: only the
/// first begins an outage.
std::vector<Outage> outages_of(const std::vector<host::KernelLine>& lines);

/// The lines of a kernel log that tell of file servers, for evidence that stays small.
std::string lines_about_servers(std::string_view log);

}  // namespace diag::nfs
