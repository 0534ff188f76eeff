// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/lines.hpp"

#include <algorithm>

#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::desk {

namespace line = exchange::line;

namespace {

constexpr milliseconds poll_silence{60'000};
// A poll may be answered into a line that is dead.
constexpr milliseconds offer_again{30'000};
constexpr std::size_t most_displaced = 8;
constexpr std::size_t most_queued = 64;
constexpr std::size_t longest_version = 64;

std::uint64_t number_of(const exchange::Trust& trust) {
    return trust.revoked ? trust.revoked->number() : 0;
}

void part(WebLine& socket, const line::Bye& bye) {
    socket.send(line::text_of(bye));
    socket.close();
}

}  // namespace

/// A WebSocket of an agent. Nothing but a hello counts before there was one.
class AgentLine final : public WebListener {
public:
    AgentLine(Lines& lines, Caller caller) : lines_(lines), caller_(std::move(caller)) {}

    void opened(std::shared_ptr<WebLine> socket) override { socket_ = std::move(socket); }

    void message(std::string text) override {
        const auto message = line::message_from(text);
        if (!message && message.error().fault == Fault::unsupported) return;
        if (!message) return part(message.error().what);
        if (const auto* hello = std::get_if<line::Hello>(&*message)) {
            greeted_ = lines_.arrive(caller_, *hello, socket_);
            if (greeted_) lines_.offer(caller_.name);
            return;
        }
        if (!greeted_) return part("a hello comes first");
        if (const auto fine = lines_.heard(caller_, *message); !fine) part(fine.error().what);
    }

    void closed() override {
        lines_.leave(caller_.name, socket_.get());
        socket_.reset();
    }

private:
    void part(const std::string& why) {
        log::detail(caller_.name + ": " + why);
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

bool Lines::take_place(const Caller& caller, const std::string& instance,
                       const std::shared_ptr<WebLine>& socket, std::shared_ptr<WebLine>& replaced) {
    const std::lock_guard hold(mutex_);
    auto& displaced = displaced_[caller.name];
    const auto there = present_.find(caller.name);
    const bool other = there != present_.end() && there->second.instance != instance;
    const auto known = std::ranges::find(displaced, instance);
    // One that was displaced by another and comes back: both live.
    if (other && known != displaced.end()) return false;
    if (known != displaced.end()) displaced.erase(known);
    if (other) displaced.push_back(there->second.instance);
    if (displaced.size() > most_displaced) displaced.erase(displaced.begin());
    if (there != present_.end()) replaced = there->second.socket;
    present_[caller.name] = {caller, instance, socket, {}, nullptr, office_.clock.uptime()};
    return true;
}

bool Lines::arrive(const Caller& caller, const line::Hello& hello,
                   const std::shared_ptr<WebLine>& socket) {
    std::shared_ptr<WebLine> replaced;
    if (!take_place(caller, hello.instance, socket, replaced)) {
        note_doubled(caller.name);
        if (socket) part(*socket, {"another agent of this identity is here", true});
        return false;
    }
    if (replaced && replaced != socket)
        part(*replaced, {"another line of this agent took its place"});
    const auto now = office_.clock.now();
    const auto known = office_.known(caller);
    const auto noted = office_.update(caller.name, [&](Agent& agent) {
        agent.version = hello.version.substr(0, longest_version);
        agent.seen = now;
        agent.clock_ahead_ms = (hello.clock - now).count();
        agent.certificate_until = caller.certificate->not_after();
    });
    if (!known || !noted) log::error((known ? noted.error() : known.error()).what);
    const auto trust = office_.beliefs.now();
    if (hello.trust < number_of(*trust)) say(caller.name, line::Revoked{trust->revoked->pem()});
    return true;
}

void Lines::note_doubled(const std::string& agent) {
    log::warning(agent + ": two agents of this identity are here (a copied machine?)");
    const auto now = office_.clock.now();
    if (const auto noted = office_.update(agent, [&](Agent& it) { it.doubled = now; }); !noted)
        log::error(noted.error().what);
}

void Lines::leave(const std::string& agent, const WebLine* socket) {
    {
        const std::lock_guard hold(mutex_);
        const auto there = present_.find(agent);
        if (there == present_.end() || there->second.socket.get() != socket || !socket) return;
        present_.erase(there);
    }
    const auto now = office_.clock.now();
    if (const auto noted = office_.update(agent, [&](Agent& it) { it.seen = now; }); !noted)
        log::error(noted.error().what);
}

void Lines::say(const std::string& agent, line::Message message) {
    std::shared_ptr<WebLine> socket;
    std::shared_ptr<WebLater> waiting;
    {
        const std::lock_guard hold(mutex_);
        const auto there = present_.find(agent);
        if (there == present_.end()) return;
        socket = there->second.socket;
        if (!socket) {
            // What is lost here is said again over the next line.
            if (there->second.queue.size() < most_queued) there->second.queue.push_back(message);
            waiting = std::exchange(there->second.waiting, nullptr);
        }
    }
    if (socket) socket->send(line::text_of(message));
    if (!waiting) return;
    const auto answer = collected(agent, milliseconds{0});
    if (const auto* now = std::get_if<WebAnswer>(&answer)) waiting->answer(*now);
}

void Lines::offer(const std::string& agent) {
    if (!online(agent)) return;
    const auto waiting = office_.store.requests->waiting_for(agent, office_.clock.now());
    if (!waiting) return log::error(waiting.error().what);
    {
        const std::lock_guard hold(mutex_);
        if (waiting->empty())
            offered_.erase(agent);
        else
            offered_[agent] = office_.clock.uptime();
    }
    for (const auto& posted : *waiting) say(agent, line::Asked{posted.document});
}

void Lines::revoked() {
    const auto trust = office_.beliefs.now();
    if (!trust->revoked) return;
    std::vector<std::string> stay;
    std::vector<std::shared_ptr<WebLine>> leave;
    {
        const std::lock_guard hold(mutex_);
        std::erase_if(present_, [&](const auto& each) {
            const bool taken_back = trust->revoked->lists(*each.second.caller.certificate);
            if (taken_back && each.second.socket) leave.push_back(each.second.socket);
            if (!taken_back) stay.push_back(each.first);
            return taken_back;
        });
    }
    for (const auto& name : stay) say(name, line::Revoked{trust->revoked->pem()});
    for (const auto& socket : leave) part(*socket, {"this agent's certificate was taken back"});
}

void Lines::tick() {
    const auto uptime = office_.clock.uptime();
    std::vector<std::string> gone, again;
    {
        const std::lock_guard hold(mutex_);
        for (const auto& [name, each] : present_)
            if (!each.socket && uptime - each.heard > poll_silence) gone.push_back(name);
        for (const auto& name : gone) present_.erase(name);
        for (const auto& [name, when] : offered_)
            if (uptime - when > offer_again) again.push_back(name);
        std::erase_if(offered_, [&](const auto& each) { return !present_.contains(each.first); });
    }
    for (const auto& name : again) offer(name);
}

bool Lines::online(const std::string& agent) const {
    const std::lock_guard hold(mutex_);
    return present_.contains(agent);
}

Lines::Count Lines::count() const {
    const std::lock_guard hold(mutex_);
    Count count{.messages = messages_};
    for (const auto& [name, each] : present_) ++(each.socket ? count.by_socket : count.by_poll);
    return count;
}

}  // namespace diag::desk
