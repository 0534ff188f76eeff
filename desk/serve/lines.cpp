// SPDX-License-Identifier: Apache-2.0
#include "desk/serve/lines.hpp"

#include <algorithm>

#include "platform/line_certificate.hpp"
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
constexpr milliseconds hello_patience{15'000};
constexpr milliseconds minute{60'000};
constexpr unsigned most_a_minute = 1200;  // a run tells how far it is twice a second
// Documents at once: more follow when the agent said a stage of these.
constexpr std::size_t most_offered_bytes = 256 << 10;

std::uint64_t number_of(const exchange::Trust& trust) {
    return trust.revoked ? trust.revoked->number() : 0;
}

}  // namespace

bool Lines::in_measure(const std::string& agent) {
    const auto uptime = office_.clock.uptime();
    const std::lock_guard hold(mutex_);
    const auto there = present_.find(agent);
    if (there == present_.end()) return true;
    auto& it = there->second;
    if (uptime - it.minute > minute) {
        it.minute = uptime;
        it.messages = 0;
    }
    return ++it.messages <= most_a_minute;
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
        // A line's own says nothing of its agent's.
        if (!is_line_certificate(*caller.certificate))
            agent.certificate_until = caller.certificate->not_after();
    });
    if (!known || !noted) log::error((known ? noted.error() : known.error()).what);
    const auto trust = office_.beliefs.now();
    if (hello.trust < number_of(*trust)) tell_list(caller.name, *trust);
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
    if (going_down_) return;
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
    // With nothing: the poll may be given up at this very moment, and what it carried would be
    // lost. The next one, within a second, takes what waits.
    if (waiting) waiting->answer(web_json({{"messages", json::array()}}));
}

void Lines::tell_list(const std::string& agent, const exchange::Trust& trust) {
    auto pem = trust.revoked->pem();
    if (pem.size() < line::message_limit - 1024) return say(agent, line::Revoked{std::move(pem)});
    log::error("the revocation list is too long for a line: carry it to sites as a file");
}

void Lines::offer(const std::string& agent) {
    if (!online(agent)) return;
    const auto waiting = office_.store.requests->waiting_for(agent, office_.clock.now());
    if (!waiting) return log::error(waiting.error().what);
    std::vector<std::string> documents;
    {
        const std::lock_guard hold(mutex_);
        offered_.erase(agent);
        if (waiting->empty()) return;
        offered_[agent] = office_.clock.uptime();
        // One that the agent says nothing of must not hold up those behind it.
        auto& last = last_offered_[agent];
        auto next = std::ranges::find(*waiting, last, &Posted::id);
        next = next == waiting->end() || next + 1 == waiting->end() ? waiting->begin() : next + 1;
        for (std::size_t bytes = 0; next != waiting->end() && bytes < most_offered_bytes; ++next) {
            bytes += next->document.size();
            last = next->id;
            documents.push_back(std::move(next->document));
        }
    }
    for (auto& document : documents) say(agent, line::Asked{std::move(document)});
}

void Lines::revoked() {
    const auto trust = office_.beliefs.now();
    if (!trust->revoked) return;
    std::vector<std::string> stay;
    std::vector<std::shared_ptr<WebLine>> leave;
    {
        const std::lock_guard hold(mutex_);
        std::erase_if(present_, [&](const auto& each) {
            const bool taken_back = office_.beliefs.taken_back(each.second.caller.key) ||
                                    trust->revoked->lists(*each.second.caller.certificate);
            if (taken_back && each.second.socket) leave.push_back(each.second.socket);
            if (!taken_back) stay.push_back(each.first);
            return taken_back;
        });
    }
    for (const auto& name : stay) tell_list(name, *trust);
    for (const auto& socket : leave) part(*socket, {"this agent's certificate was taken back"});
}

void Lines::tick() {
    const auto uptime = office_.clock.uptime();
    std::vector<std::string> gone, again;
    std::vector<std::shared_ptr<WebLine>> silent;
    {
        const std::lock_guard hold(mutex_);
        for (const auto& [name, each] : present_)
            if (!each.socket && uptime - each.heard > poll_silence) gone.push_back(name);
        for (const auto& name : gone) present_.erase(name);
        for (auto& [name, all] : strangers_)
            std::erase_if(all, [&](const Stranger& each) {
                const bool late = uptime - each.since > hello_patience;
                if (late) silent.push_back(each.socket);
                return late;
            });
        std::erase_if(strangers_, [](const auto& each) { return each.second.empty(); });
        for (const auto& [name, when] : offered_)
            if (uptime - when > offer_again) again.push_back(name);
        std::erase_if(offered_, [&](const auto& each) { return !present_.contains(each.first); });
    }
    for (const auto& name : again) offer(name);
    for (const auto& socket : silent) part(*socket, {"a hello comes first"});
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
