// SPDX-License-Identifier: Apache-2.0
// A pass over a backup from a process that can be left behind: it may lie on a mount whose server
// goes away in the middle, and what it holds may be made to break its reader.
#pragma once

#include <functional>
#include <string>

#include "agent/backup/examine.hpp"
#include "platform/clock.hpp"

namespace diag::backup {

/// What a pass may hold: names for L6 (32 MiB), a document and its copy (32 MiB), metadata as it is
/// parsed (50 MiB), and twice as much to be safe. A backup that needs more was made to.
inline constexpr std::uint64_t data_limit = 256 << 20;

struct Watching {
    /// Told ten times a second at most: bytes read, and bytes there are.
    std::function<void(std::uint64_t read, std::uint64_t of)> passed;
    /// Asked at least four times a second: nobody waits any more.
    std::function<bool()> given_up;
    /// Without a byte for so long it is left behind. A drive that sleeps needs half a minute.
    milliseconds silence{60'000};
};

/// Examines a file, or a directory as mongodump writes it. Fails as examine_file does, with
/// timed_out when it stayed silent, refused when given up, bug when the reader died of it.
Result<Contents> examine_from_child(const std::string& path, const Watching& watching,
                                    const Bounds& bounds = {});

}  // namespace diag::backup
