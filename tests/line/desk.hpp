// SPDX-License-Identifier: Apache-2.0
// A desk on loopback with real TLS, and a proxy before it: what the tests of the line talk with.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/certificate.hpp"
#include "platform/https.hpp"

namespace diag::test {

struct Holder {
    PrivateKey key;
    Certificate certificate;
};

/// An authority, its agent, and certificates for desks.
class Keys {
public:
    Keys();
    Holder desk(const std::string& host) const;

    Holder authority, agent;
};

/// Made once for all tests.
const Keys& keys();

struct DeskHabits {
    std::string host = "127.0.0.1";  ///< that its certificate is for
    int upgrade = 101;               ///< what a WebSocket is answered with
    int poll = 200;
    bool deaf = false;      ///< accepts WebSockets and then neither reads nor writes
    bool slams = false;     ///< ... and closes them at once
    bool swallows = false;  ///< accepts connections and does nothing with them
    std::uint16_t port = 0;
};

class Desk {
public:
    explicit Desk(DeskHabits habits = {});
    ~Desk();

    std::uint16_t port() const;
    HttpsPlace place() const;

    /// To all WebSockets, and to the next poll.
    void say(const std::string& text);

    /// What was heard so far, each message as JSON.
    std::vector<std::string> heard() const;
    std::size_t heard(const std::string& words) const;  ///< messages that contain them
    std::size_t connections() const;                    ///< accepted so far
    std::size_t upgrades() const;                       ///< WebSockets opened so far
    std::size_t polls() const;                          ///< answered so far

private:
    struct Room;
    std::unique_ptr<Room> room_;
};

/// An HTTP proxy for CONNECT to loopback.
class ConnectProxy {
public:
    /// `login` is "user:password", or empty: anybody may pass.
    explicit ConnectProxy(std::string login = {});
    ~ConnectProxy();

    std::uint16_t port() const;
    std::size_t passed() const;  ///< connections that it let through

private:
    struct Room;
    std::unique_ptr<Room> room_;
};

/// Whether it comes true within `patience`.
bool soon(const std::function<bool()>& true_now,
          std::chrono::milliseconds patience = std::chrono::seconds{10});

}  // namespace diag::test
