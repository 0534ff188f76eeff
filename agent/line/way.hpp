// SPDX-License-Identifier: Apache-2.0
// One way to the desk, opened once: a WebSocket, or long polls. line.cpp decides which.
#pragma once

#include <memory>
#include <string_view>

#include "agent/line/line.hpp"

namespace diag::line {

/// Who is told what comes. From one thread at a time.
class Ear {
public:
    virtual ~Ear() = default;
    /// The desk is there and hello on its way.
    virtual void up(std::string_view by) = 0;
    /// Fails where the line must end now: what came is malformed, or a farewell.
    virtual Result<> take(Result<exchange::line::Message> message) = 0;
};

class Way {
public:
    virtual ~Way() = default;

    /// Opens it, says hello, and keeps it until it ends; a success by close(), or where its time is
    /// over. Its thread is the caller's meanwhile. Once only.
    virtual Result<> keep(const exchange::line::Hello& hello) = 0;

    /// From any thread; lost before hello was sent.
    virtual void send(const exchange::line::Message& message) = 0;

    /// Has keep() return within a second. From any thread, also before it.
    virtual void close() = 0;

    /// Whether anything came from the desk. After keep().
    virtual bool heard() const = 0;
};

/// `place` is copied; what it points to outlives the way, and so does `ear`.
std::unique_ptr<Way> by_socket(const HttpsPlace& place, const Line::Plan& plan, Ear& ear);

/// Ends by itself, as a success, when the system clock's uptime() is `until`.
std::unique_ptr<Way> by_poll(const HttpsPlace& place, const Line::Plan& plan, milliseconds until,
                             Ear& ear);

}  // namespace diag::line
