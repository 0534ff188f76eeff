// SPDX-License-Identifier: Apache-2.0
// How a collector ended and what it cost. Travels in every manifest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "platform/clock.hpp"
#include "platform/json.hpp"
#include "platform/result.hpp"

namespace diag::exchange {

enum class Ending {
    complete,       ///< gave all it has
    timed_out,      ///< killed when its wall time was over
    crashed,        ///< ended by a signal of its own making, or threw
    killed,         ///< ended by somebody else's SIGKILL (the kernel's OOM killer, an operator)
    out_of_memory,  ///< passed its limit of resident memory
    over_bytes,     ///< gave more evidence than its budget
    not_started,    ///< the process could not be started
    cancelled,      ///< the run was stopped
};

/// A limit that was passed: by how much.
struct Overrun {
    std::string unit;  ///< "ms", "bytes"
    std::uint64_t measured = 0;
    std::uint64_t limit = 0;
};

/// What a collector's worker cost the server.
struct Cost {
    milliseconds wall{};
    double cpu_seconds = 0;            ///< user and system, children included (wait4(2))
    std::uint64_t peak_rss_bytes = 0;  ///< VmHWM, proc(5)
    std::uint64_t read_bytes = 0;      ///< rchar: from files and pipes, proc(5)
};

struct Outcome {
    std::string collector;
    Ending ending = Ending::complete;
    std::optional<Overrun> overrun;
    std::string note;  ///< one sentence: the signal, the exception; nothing of the customer's
    Cost cost;
    std::uint64_t items = 0;         ///< evidence items given
    std::uint64_t failed_items = 0;  ///< of which failures to gather
    std::uint64_t bytes = 0;         ///< evidence bytes given
    std::uint64_t attachments = 0;
};

std::string_view name_of(Ending ending);
json::value to_json(const Outcome& outcome);
Result<Outcome> outcome_from(const json::value& document);

}  // namespace diag::exchange
