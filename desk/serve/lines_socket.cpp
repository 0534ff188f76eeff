// SPDX-License-Identifier: Apache-2.0
// Agents' WebSockets, and those that did not say yet who they are.
#include <algorithm>

#include "desk/serve/lines.hpp"
#include "platform/log.hpp"

namespace diag::desk {

namespace line = exchange::line;

namespace {

constexpr std::size_t most_strangers = 4;

}  // namespace

void part(WebLine& socket, const line::Bye& bye) {
    socket.send(line::text_of(bye));
    socket.close();
}

/// A WebSocket of an agent. Nothing but a hello counts before there was one.
class AgentLine final : public WebListener {
public:
    AgentLine(Lines& lines, Caller caller) : lines_(lines), caller_(std::move(caller)) {}

    void opened(std::shared_ptr<WebLine> socket) override {
        socket_ = std::move(socket);
        lines_.came(caller_.name, socket_);
    }

    void message(std::string text) override {
        const auto message = line::message_from(text);
        if (!message && message.error().fault == Fault::unsupported) return;
        if (!message) return part(message.error().what);
        if (const auto* hello = std::get_if<line::Hello>(&*message)) {
            lines_.known_now(caller_.name, socket_.get());
            if (const auto fine = lines_.office_.still(caller_, Role::agent); !fine)
                return part(fine.error().what);
            greeted_ = lines_.arrive(caller_, *hello, socket_);
            if (greeted_) lines_.offer(caller_.name);
            return;
        }
        if (!greeted_) return part("a hello comes first");
        if (const auto fine = lines_.heard(caller_, *message); !fine) part(fine.error().what);
    }

    void closed() override {
        lines_.known_now(caller_.name, socket_.get());
        lines_.leave(caller_.name, socket_.get());
        socket_.reset();
    }

private:
    void part(const std::string& why) {
        log::detail(caller_.name + ": " + why);
        greeted_ = false;
        diag::desk::part(*socket_, {why});
    }

    Lines& lines_;
    Caller caller_;
    std::shared_ptr<WebLine> socket_;
    bool greeted_ = false;
};

WebReception Lines::line(const Caller& caller) {
    return WebUpgrade{.listener = std::make_shared<AgentLine>(*this, caller),
                      .message_limit = line::message_limit};
}

void Lines::came(const std::string& agent, const std::shared_ptr<WebLine>& socket) {
    std::shared_ptr<WebLine> oldest;
    {
        const std::lock_guard hold(mutex_);
        auto& all = strangers_[agent];
        all.push_back({socket, office_.clock.uptime()});
        if (all.size() > most_strangers) {
            oldest = all.front().socket;
            all.erase(all.begin());
        }
    }
    if (oldest) part(*oldest, {"too many lines of this agent"});
}

void Lines::known_now(const std::string& agent, const WebLine* socket) {
    const std::lock_guard hold(mutex_);
    const auto there = strangers_.find(agent);
    if (there == strangers_.end()) return;
    std::erase_if(there->second, [&](const Stranger& each) { return each.socket.get() == socket; });
    if (there->second.empty()) strangers_.erase(there);
}

}  // namespace diag::desk
