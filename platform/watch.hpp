// SPDX-License-Identifier: Apache-2.0
// What wakes a service that sleeps: a change in one of its directories, or a signal.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "platform/result.hpp"

namespace diag {

class Watch {
public:
    /// One or more of these at once.
    struct Seen {
        bool changed = false;    ///< a file came, went or was written in one of the directories
        bool terminate = false;  ///< SIGTERM or SIGINT
        bool reload = false;     ///< SIGHUP
        bool ended = false;      ///< end() was called
    };

    /// From now on those signals come here only: call it before there is a second thread, as each
    /// inherits what is blocked. SIGPIPE is ignored. Children that Child::start makes are not
    /// touched by it.
    ///
    /// Where the kernel gives no notices (inotify(7): its limits are the whole machine's),
    /// `changed` is said once a minute. Fails with full where there are no descriptors.
    static Result<std::unique_ptr<Watch>> open(
        const std::vector<std::filesystem::path>& directories);

    virtual ~Watch() = default;

    /// Waits for as long as it takes. What happens within 20 ms is told together.
    virtual Seen wait() = 0;

    /// Ends wait(), from any thread.
    virtual void end() = 0;

    /// Whether the kernel tells of changes.
    virtual bool notices() const = 0;
};

}  // namespace diag
