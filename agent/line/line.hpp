// SPDX-License-Identifier: Apache-2.0
// The line to the desk, kept up whatever happens: a WebSocket, or a long poll where WebSockets do
// not pass.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "agent/exchange/back_off.hpp"
#include "agent/exchange/line.hpp"
#include "platform/https.hpp"
#include "platform/result.hpp"

namespace diag::line {

/// Told what happens. Called on the line's own threads, one call at a time, the first maybe before
/// Line::open() returned; must not block, and may call send() and hurry().
class Listener {
public:
    virtual ~Listener() = default;
    /// The desk is there; hello was sent. `by` is "websocket" or "poll". What the desk must know
    /// and did not confirm is to be said again now.
    virtual void up(std::string_view by) = 0;
    /// The line broke, or could not be opened; the next try is in `again`.
    virtual void down(const std::string& why, milliseconds again) = 0;
    virtual void message(exchange::line::Message message) = 0;
};

class Line {
public:
    /// How long for what. Tests have shorter ones.
    struct Habits {
        milliseconds patience{15'000};  ///< for each step of a connection
        milliseconds idle{90'000};  ///< a WebSocket: pinged after half of it, given up after all
        milliseconds wait{25'000};  ///< a poll, where there is nothing to say
        milliseconds least = exchange::BackOff::least;  ///< the pause before the first new try
        milliseconds most = exchange::BackOff::most;    ///< the longest one
        milliseconds steady{60'000};    ///< a line that was up so long begins with the least again
        milliseconds doubled{300'000};  ///< the pause where another agent has our identity
        milliseconds polling{3'600'000};  ///< by poll, until a WebSocket is tried again
    };

    struct Plan {
        /// Where to and as whom; asked before each try, as certificates are renewed. The line uses
        /// it until it asks again or is destroyed.
        std::function<Result<HttpsPlace>()> place;
        std::string base;  ///< before every target: "" or "/base"
        std::function<exchange::line::Hello()> hello;
        Habits habits = {};
    };

    /// Tries at once, and again for as long as it lives.
    static std::unique_ptr<Line> open(Plan plan, Listener& listener);

    /// Ends within a second.
    virtual ~Line() = default;

    /// From any thread. Lost while there is no line.
    virtual void send(exchange::line::Message message) = 0;

    /// Try now instead of after the pause: the network or the clock changed. Does not shorten the
    /// pause after "doubled". From any thread.
    virtual void hurry() = 0;
};

}  // namespace diag::line
