// SPDX-License-Identifier: Apache-2.0
// The whole cameras collector against peers on loopback.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "collectors/cameras/picture.hpp"
#include "collectors/catalog.hpp"
#include "tests/collectors/cameras_peers.hpp"
#include "tests/collectors/cameras_texts.hpp"
#include "tests/fakes.hpp"

namespace diag::test {

inline std::string answer(const std::string& asked, const std::string& status,
                          const std::string& headers = {}, const std::string& body = {}) {
    const auto at = asked.find("CSeq: ");
    return "RTSP/1.0 " + status + "\r\n" + asked.substr(at, asked.find("\r\n", at) - at) + "\r\n" +
           headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// A camera without faults that counts TEARDOWNs.
struct Proper {
    std::atomic<int> torn_down{0};
    std::atomic<int> with_login{0};
    void serve(int peer, const std::atomic<bool>& stop, bool wants_login) {
        for (auto asked = request(peer, stop); !asked.empty(); asked = request(peer, stop)) {
            const bool given = asked.find("Authorization") != std::string::npos;
            if (given) ++with_login;
            if (asked.starts_with("OPTIONS")) {
                send_all(peer, answer(asked, "200 OK"));
            } else if (wants_login) {
                send_all(peer, answer(asked, "401 No",
                                      "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"));
            } else if (asked.starts_with("DESCRIBE")) {
                send_all(peer, answer(asked, "200 OK", "", sdp));
            } else if (asked.starts_with("SETUP")) {
                send_all(peer, answer(asked, "200 OK", "Session: 5\r\n"));
            } else if (asked.starts_with("PLAY")) {
                send_all(peer, answer(asked, "200 OK"));
                for (char i = 0; i < 20; ++i)
                    send_all(peer, std::string("$\0\0\x0e\x80\xe0\0", 7) + i +
                                       std::string("\0\0", 2) + i + std::string("\0SSRC\x65z", 7));
            } else {
                if (asked.starts_with("TEARDOWN")) ++torn_down;
                send_all(peer, answer(asked, "200 OK"));
            }
        }
    }
};

struct Outcome {
    cameras::End end(std::size_t index) const { return picture.cameras.at(index).record.end; }
    cameras::Picture picture;
    Evidence evidence;
    milliseconds took{};
};

inline Outcome gathered(FakeWorld& fake) {
    FakeSink sink;
    auto world = fake.world();
    const auto start = std::chrono::steady_clock::now();
    collectors::cameras.gather(world, sink);
    Outcome outcome;
    outcome.took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
    outcome.picture = cameras::picture_of(sink.evidence);
    outcome.evidence = std::move(sink.evidence);
    return outcome;
}

inline FakeWorld world_with(std::vector<std::string> urls) {
    FakeWorld fake;
    fake.scope.cameras.urls = std::move(urls);
    fake.scope.cameras.patience = milliseconds{300};
    fake.scope.cameras.play = milliseconds{200};
    return fake;
}

}  // namespace diag::test
