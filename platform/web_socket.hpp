// SPDX-License-Identifier: Apache-2.0
// A WebSocket (RFC 6455) to a server that must prove itself, as https.hpp has it. Text messages
// only.
//
// While nothing is said it wakes its thread for pings alone.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/https.hpp"

namespace diag {

class WebSocket {
public:
    struct Plan {
        HttpsPlace place;
        std::string target = "/";
        HttpHeaders headers = {};
        std::size_t message_limit = 1 << 20;
        milliseconds patience{15'000};  ///< for each step until it is open
        /// Pinged after half of it in silence, given up after all of it.
        milliseconds idle{90'000};
    };

    explicit WebSocket(Plan plan);
    ~WebSocket();
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;

    /// Opens it, calls `opened`, then `take` with each message, all on the calling thread, until it
    /// ends; by close(): a success. Once only.
    ///
    /// Fails like Https::ask(), and with unsupported where the server answers with another status
    /// than 101, denied where that is 401; refused where it closed the WebSocket, with its
    /// words; timed_out where it became silent; malformed where it broke the rules; full for a
    /// message above the limit, or where more than 4 MiB wait to be sent.
    Result<> run(const std::function<void()>& opened, const std::function<void(std::string)>& take);

    /// Queues a message. Lost while it is not open. From any thread.
    void send(std::string text);

    /// Ends it, within half a second, telling the server `why` where that is not empty. From any
    /// thread, also before run().
    void close(const std::string& why = {});

    /// Whether anything came since it opened: a message, a ping, a pong. From any thread.
    bool heard() const;

private:
    class Connection;
    std::unique_ptr<Connection> connection_;
};

}  // namespace diag
