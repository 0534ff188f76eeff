// SPDX-License-Identifier: Apache-2.0
// A wait between two tries that can be cut short, and is when the machine slept meanwhile.
#pragma once

#include <condition_variable>
#include <mutex>

#include "platform/clock.hpp"

namespace diag::line {

class Pause {
public:
    /// Wakes that often at most to see whether the clocks still agree.
    static constexpr milliseconds usual_look{45'000};
    /// Clocks that disagree by more: the machine slept, or was set to another time.
    static constexpr milliseconds tolerance{30'000};

    explicit Pause(Clock& clock = system_clock(), milliseconds look = usual_look)
        : clock_(clock), look_(look) {}

    /// At most so long. Where it `may_hurry`, hurry() and a sleep of the machine end it, else end()
    /// alone. False when it ended before its time.
    bool wait(milliseconds span, bool may_hurry = true);

    /// Ends the wait that is under way, or the next one. From any thread.
    void hurry();

    /// Ends this wait and all later ones. From any thread.
    void end();

private:
    Clock& clock_;
    const milliseconds look_;
    std::mutex guard_;
    std::condition_variable changed_;
    bool hurried_ = false, ended_ = false;
};

}  // namespace diag::line
