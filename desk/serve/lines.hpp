// SPDX-License-Identifier: Apache-2.0
// The agents that are here now, and what is said to and by them: over WebSockets or polls.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "agent/exchange/line.hpp"
#include "desk/serve/board.hpp"
#include "desk/serve/office.hpp"

namespace diag::desk {

class Lines {
public:
    Lines(Office& office, Board& board) : office_(office), board_(board) {}

    /// GET /v1/line and POST /v1/poll of this agent.
    WebReception line(const Caller& caller);
    WebReception poll(const Caller& caller);

    /// Gives the agent the requests that wait for it, where it is here.
    void offer(const std::string& agent);

    /// The revocation list changed: all are told, and the revoked ones leave.
    void revoked();

    /// Forgets agents that polled and went silent, and lines that never said hello. To be called
    /// every few seconds.
    void tick();

    /// All leave now: it is not worth noting of each.
    void go_down() { going_down_ = true; }

    bool online(const std::string& agent) const;
    struct Count {
        std::size_t by_socket = 0, by_poll = 0;
        std::uint64_t messages = 0;
    };
    Count count() const;

private:
    friend class AgentLine;

    /// An agent that is here, by one way or the other.
    struct Present {
        Caller caller;
        std::string instance;
        std::shared_ptr<WebLine> socket;             ///< nullptr: it polls
        std::vector<exchange::line::Message> queue;  ///< for its next poll
        std::shared_ptr<WebLater> waiting;           ///< a poll that waits
        milliseconds heard{};                        ///< by uptime
        milliseconds minute{};                       ///< when the count below began
        unsigned messages = 0;                       ///< within a minute
    };
    /// A line that did not say hello yet.
    struct Stranger {
        std::shared_ptr<WebLine> socket;
        milliseconds since{};
    };
    void came(const std::string& agent, const std::shared_ptr<WebLine>& socket);
    void known_now(const std::string& agent, const WebLine* socket);
    bool in_measure(const std::string& agent);

    /// False where it is turned away: another of its identity is here.
    bool arrive(const Caller& caller, const exchange::line::Hello& hello,
                const std::shared_ptr<WebLine>& socket);
    bool take_place(const Caller& caller, const std::string& instance,
                    const std::shared_ptr<WebLine>& socket, std::shared_ptr<WebLine>& replaced);
    void leave(const std::string& agent, const WebLine* socket);
    /// What an agent says. Fails where the line must close.
    Result<> heard(const Caller& caller, const exchange::line::Message& message);
    Result<> staged(const Caller& caller, const exchange::line::Staged& staged);
    Result<> health(const Caller& caller, const exchange::line::Health& health);
    Result<> checkpoint(const Caller& caller, const exchange::line::Checkpoint& checkpoint);
    void say(const std::string& agent, exchange::line::Message message);
    void tell_list(const std::string& agent, const exchange::Trust& trust);
    void note_doubled(const std::string& agent);
    WebOutcome polled(const Caller& caller, const std::string& body);
    WebOutcome collected(const std::string& agent, milliseconds patience);

    Office& office_;
    Board& board_;
    mutable std::mutex mutex_;
    std::map<std::string, Present> present_;
    /// Instances that another took the place of, to tell two agents of one identity from one that
    /// came back.
    std::map<std::string, std::vector<std::string>> displaced_;
    std::map<std::string, milliseconds> offered_;  ///< agents that did not say a stage yet
    std::map<std::string, std::vector<Stranger>> strangers_;
    std::map<std::string, std::string> last_offered_;  ///< a request's id, by agent
    std::atomic<bool> going_down_ = false;
    std::atomic<std::uint64_t> messages_ = 0;
};

/// Says why, and closes.
void part(WebLine& socket, const exchange::line::Bye& bye);

}  // namespace diag::desk
