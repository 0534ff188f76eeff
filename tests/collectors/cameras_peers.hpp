// SPDX-License-Identifier: Apache-2.0
// Peers on loopback that behave as a test wants, one thread each; they end with the test.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace diag::test {

/// Accepts connections on 127.0.0.1, one at a time after each other, and hands each to `serve`.
class PeerServer {
public:
    explicit PeerServer(std::function<void(int, const std::atomic<bool>&)> serve)
        : serve_(std::move(serve)), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof where;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&where), size);
        ::listen(listener_, 64);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&where), &size);
        port_ = ntohs(where.sin_port);
        thread_ = std::jthread([this] { run(); });
    }
    PeerServer(const PeerServer&) = delete;
    PeerServer& operator=(const PeerServer&) = delete;
    ~PeerServer() {
        stop_ = true;
        thread_.join();
        ::close(listener_);
    }
    int port() const { return port_; }
    std::string url(const std::string& path = "/cam") const {
        return "rtsp://127.0.0.1:" + std::to_string(port_) + path;
    }
    std::atomic<int> accepted{0};

private:
    void run() {
        while (!stop_) {
            pollfd waiting{listener_, POLLIN, 0};
            if (::poll(&waiting, 1, 20) <= 0) continue;
            const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (peer < 0) continue;
            ++accepted;
            serve_(peer, stop_);
            ::close(peer);
        }
    }

    std::function<void(int, const std::atomic<bool>&)> serve_;
    int listener_;
    int port_ = 0;
    std::atomic<bool> stop_{false};
    std::jthread thread_;
};

inline bool send_all(int peer, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::send(peer, text.data(), text.size(), MSG_NOSIGNAL);
        if (count <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// The next request, up to its empty line; "" when the peer is gone or the test over.
inline std::string request(int peer, const std::atomic<bool>& stop) {
    std::string text;
    while (!stop && text.find("\r\n\r\n") == std::string::npos) {
        pollfd waiting{peer, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        char byte = 0;
        if (::recv(peer, &byte, 1, 0) <= 0) return {};
        text += byte;
    }
    return text;
}

/// Holds the connection and says nothing until the peer leaves.
inline void stay_silent(int peer, const std::atomic<bool>& stop) {
    while (!stop) {
        pollfd waiting{peer, POLLIN, 0};
        if (::poll(&waiting, 1, 20) <= 0) continue;
        char bytes[512];
        if (::recv(peer, bytes, sizeof bytes, 0) <= 0) return;
    }
}

}  // namespace diag::test
