// SPDX-License-Identifier: Apache-2.0
// Tells whoever waits how one request moves: a row that changes in place, a line for each change,
// or the server's answers.
#pragma once

#include <string>

#include "desk/commands/watching.hpp"
#include "platform/progress.hpp"

namespace diag::desk {

/// How it is told: with --json as the server says it, else live on a terminal, else in lines.
struct Manner {
    bool json = false;
    bool live = false;
};
Manner manner_of(const Invocation& invocation);

/// What was told last of one request; tells only what is new.
class Teller {
public:
    /// `progress` is shared with those of other requests. `named`: each line names the agent, as
    /// several are followed.
    Teller(Progress& progress, Manner manner, bool named)
        : progress_(&progress), manner_(manner), named_(named) {}

    /// Both return 0, or the exit code where standard output is gone.
    int standing(const Standing& standing);
    int ending(const Standing& standing, const Invocation& invocation);

private:
    int line_unless_told(const std::string& text);
    int dated_lines(const Standing& standing);
    int dated_line(const Standing& standing, const std::string& text);

    Progress* progress_;
    Manner manner_;
    bool named_;
    Pace pace_;
    std::string told_;
    bool granted_ = false;  ///< that it was granted is told
};

}  // namespace diag::desk
