// SPDX-License-Identifier: Apache-2.0
// Frames over a socket, without ever waiting for who is at its other end: queues, frames and
// patience are bounded.
#pragma once

#include <atomic>
#include <deque>
#include <mutex>
#include <string>

#include "agent/halves/frame.hpp"
#include "platform/clock.hpp"
#include "platform/descriptor.hpp"
#include "platform/local_socket.hpp"

namespace diag::halves {

class Channel {
public:
    struct Bounds {
        std::size_t longest_body = longest_body_in;  ///< of a frame that comes
        std::size_t most_queued = 24 << 20;  ///< bytes that wait for the other end to take them
        milliseconds patience{60'000};  ///< for it to take any byte, or to end a frame it began
        // What may come within ten seconds; 0: any number.
        std::size_t most_bytes = 0;
        std::size_t most_pieces = 0;  ///< that bytes come in: each wakes who reads
    };

    /// Told what comes, on the thread that runs.
    class Ear {
    public:
        virtual ~Ear() = default;
        /// A failure ends the channel.
        virtual Result<> take(Frame frame) = 0;
        /// After each thing that happened: how long until it is to be called again at the latest. A
        /// failure ends the channel.
        virtual Result<milliseconds> tick(milliseconds uptime) = 0;
    };

    explicit Channel(Descriptor socket) : Channel(std::move(socket), Bounds{}) {}
    Channel(Descriptor socket, Bounds bounds)
        : socket_(std::move(socket)), bounds_(bounds), frames_(bounds.longest_body) {}

    /// From any thread; does not wait. Where too much waits already the channel ends.
    void post(const Frame& frame);

    /// From any thread: run() returns.
    void end();

    /// Until it ends: why. Once only. Fault::refused: end() was called; absent: the other end went.
    Error run(Ear& ear);

private:
    Result<bool> read();  ///< whether there may be more at once
    Result<> in_measure(std::size_t bytes);
    Result<> hand_over(Ear& ear);
    Result<> write();
    Result<> heed_time(milliseconds now);
    int next_wait(milliseconds ear_wants, milliseconds now);

    Descriptor socket_;
    Bounds bounds_;
    Waker waker_;
    Frames frames_;
    milliseconds window_{};  ///< when the counts below began
    std::size_t bytes_ = 0, pieces_ = 0;
    std::optional<milliseconds> begun_at_;  ///< when the frame that is not whole began

    std::mutex guard_;  ///< of what follows
    std::deque<std::string> queue_;
    std::size_t queued_ = 0, written_ = 0;  ///< bytes: of all, and of the first
    std::optional<milliseconds> stuck_since_;
    bool full_ = false, ended_ = false;
};

}  // namespace diag::halves
