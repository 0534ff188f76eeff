// SPDX-License-Identifier: Apache-2.0
// Where the threads of the service leave what happened, for the one that decides.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "agent/service/event.hpp"
#include "platform/clock.hpp"
#include "platform/watch.hpp"

namespace diag::commands {

class Inbox {
public:
    /// From any thread; does not wait.
    void post(service::Event event);
    void post(const Watch::Seen& seen);

    struct Batch {
        std::vector<service::Event> events;  ///< in order
        Watch::Seen seen;
    };
    /// What came, as soon as there is something, or nothing after `patience`.
    Batch take(milliseconds patience);

private:
    std::mutex guard_;
    std::condition_variable came_;
    std::deque<service::Event> events_;
    Watch::Seen seen_;
};

}  // namespace diag::commands
