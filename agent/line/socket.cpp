// SPDX-License-Identifier: Apache-2.0
// By WebSocket: each message a text frame.
#include <atomic>
#include <optional>

#include "agent/line/way.hpp"
#include "platform/web_socket.hpp"

namespace diag::line {
namespace {

using exchange::line::Hello;
using exchange::line::Message;

class Socket final : public Way {
public:
    Socket(const HttpsPlace& place, const Line::Plan& plan, Ear& ear)
        : socket_({.place = place,
                   .target = plan.base + "/v1/line",
                   .headers = {},
                   .message_limit = exchange::line::message_limit,
                   .patience = plan.habits.patience,
                   .idle = plan.habits.idle}),
          ear_(ear) {}

    Result<> keep(const Hello& hello) override {
        auto ran = socket_.run(
            [&] {
                socket_.send(exchange::line::text_of(hello));
                greeted_ = true;
                ear_.up("websocket");
            },
            [&](const std::string& text) { take(text); });
        if (ended_) return *ended_;
        return ran;
    }
    void send(const Message& message) override {
        if (greeted_) socket_.send(exchange::line::text_of(message));
    }
    void close() override { socket_.close(); }
    bool heard() const override { return socket_.heard(); }

private:
    void take(const std::string& text) {
        if (ended_) return;
        const auto taken = ear_.take(exchange::line::message_from(text));
        if (taken) return;
        ended_ = taken.error();
        socket_.close(ended_->fault == Fault::malformed ? ended_->what : std::string());
    }

    WebSocket socket_;
    Ear& ear_;
    std::atomic<bool> greeted_ = false;
    std::optional<Error> ended_;
};

}  // namespace

std::unique_ptr<Way> by_socket(const HttpsPlace& place, const Line::Plan& plan, Ear& ear) {
    return std::make_unique<Socket>(place, plan, ear);
}

}  // namespace diag::line
