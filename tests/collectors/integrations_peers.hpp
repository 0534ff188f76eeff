// SPDX-License-Identifier: Apache-2.0
// An outside system on loopback that says one thing.
#pragma once

#include <mutex>
#include <string>

#include "tests/collectors/cameras_peers.hpp"

namespace diag::test {

/// Waits for what is asked, keeps it, and answers.
class Answering {
public:
    explicit Answering(std::string answer) : answer_(std::move(answer)) {}
    std::string place(const std::string& kind) const {
        return kind + "://127.0.0.1:" + std::to_string(server_.port());
    }
    int port() const { return server_.port(); }
    int accepted() const { return server_.accepted; }
    std::string asked() {
        const std::lock_guard guard(mutex_);
        return asked_;
    }

private:
    void serve(int peer, const std::atomic<bool>& stop) {
        pollfd waiting{peer, POLLIN, 0};
        while (!stop && ::poll(&waiting, 1, 20) == 0) continue;
        char in[4096];
        const auto count = stop ? 0 : ::recv(peer, in, sizeof in, 0);
        if (count > 0) {
            const std::lock_guard guard(mutex_);
            asked_.assign(in, static_cast<std::size_t>(count));
        }
        send_all(peer, answer_);
    }

    const std::string answer_;
    std::mutex mutex_;
    std::string asked_;
    PeerServer server_{[this](int peer, const std::atomic<bool>& stop) { serve(peer, stop); }};
};

}  // namespace diag::test
