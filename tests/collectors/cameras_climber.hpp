// SPDX-License-Identifier: Apache-2.0
// Climbing the ladder of a camera by hand: what it sends is answered by the test.
#pragma once

#include "collectors/cameras/ladder.hpp"
#include "tests/collectors/cameras_texts.hpp"

namespace diag::test {

inline std::string answer(int status, const std::string& headers = {},
                          const std::string& body = {}) {
    return "RTSP/1.0 " + std::to_string(status) + " Said\r\nCSeq: 1\r\n" + headers +
           (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
           "\r\n" + body;
}

inline const std::string asks_digest =
    "WWW-Authenticate: Digest realm=\"cam\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"\r\n";

/// A climb by hand.
struct Climber {
    std::uint64_t changes = 0;
    cameras::LoginGate own_gate{changes};
    cameras::StreamSlots slots{1, changes};
    std::optional<cameras::Ladder> ladder;
    cameras::Instant now{1'000'000};

    explicit Climber(cameras::Climb climb = {}, cameras::LoginGate* gate = nullptr) {
        climb.url = *cameras::parse_stream_url("rtsp://10.0.0.1/cam");
        climb.peer = {"10.0.0.1", 554, false, ""};
        climb.client_nonce = "c0ffee";
        climb.slots = &slots;
        ladder.emplace(std::move(climb), cameras::CameraRecord{}, gate ? *gate : own_gate);
        ladder->begin(now);
    }
    cameras::Turn connect() { return ladder->connected(now, nullptr); }
    cameras::Turn say(const std::string& text) {
        now += milliseconds{2};
        return ladder->received(text, now);
    }
    const cameras::CameraRecord& record() { return ladder->record(); }
};

inline cameras::Climb with_login() {
    cameras::Climb climb;
    climb.login = cameras::Login{"admin", "right"};
    return climb;
}

}  // namespace diag::test
