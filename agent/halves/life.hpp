// SPDX-License-Identifier: Apache-2.0
// One line half from its first word to its end: what it may say when, how much, and how soon. For
// the sources of this room.
#pragma once

#include <set>

#include "agent/halves/inside.hpp"

namespace diag::halves {

class Life final : public Channel::Ear {
public:
    Life(const Halving& halving, Channel& channel, line::Listener& listener)
        : halving_(halving),
          channel_(channel),
          listener_(listener),
          retry_(halving.habits.least, halving.habits.most) {}

    /// Says the first word. Fails where there is none to say.
    Result<> begin();

    Result<> take(Frame frame) override;
    Result<milliseconds> tick(milliseconds uptime) override;

    /// Whether it ended as its line was down for long: last_trouble() says why it was.
    bool worn_out() const { return worn_out_; }
    const std::string& last_trouble() const { return last_trouble_; }

    /// For how long the line has been up.
    milliseconds was_up(milliseconds uptime) const;

private:
    Result<> heard(const Ready& it);
    Result<> heard(const KeyMade& it);
    Result<> heard(const Certified& it);
    Result<> heard(const Up& it);
    Result<> heard(const Down& it);
    Result<> heard(const Heard& it);
    Result<> heard(Answered& it);
    Result<> heard(const Failed& it);
    Result<> heard(const Pong& it);
    Result<> heard(const Tried& it);

    void say(const ToLine& word) { channel_.post(frame_of(word)); }
    void owe(std::string what, milliseconds patience);
    Result<> in_measure();
    void make_key();
    Result<> in_vain(const std::string& why);
    Result<> not_signed(const Error& error);
    Result<> declined(const Certified& it);
    void certify_later(const std::string& why);

    enum class Step { ready, key, certificate, at_work };

    const Halving& halving_;
    Channel& channel_;
    line::Listener& listener_;

    Step step_ = Step::ready;
    std::uint64_t serial_ = 0;
    std::string document_;  ///< for that serial
    exchange::BackOff retry_;
    bool in_use_ = false;              ///< some serial's certificate is
    std::optional<milliseconds> due_;  ///< by uptime: what it owes
    std::string owed_;
    std::optional<milliseconds> certify_at_, renew_at_, ping_at_, down_since_, up_since_;
    std::optional<milliseconds> in_vain_since_;  ///< nothing that was carried reached the desk
    bool worn_out_ = false;
    std::string last_trouble_ = "it did not come up";
    std::uint64_t pings_ = 0;
    bool ponged_ = true;

    milliseconds window_{};  ///< when the counts below began
    std::size_t frames_ = 0;
    milliseconds moves_window_{};
    std::size_t moves_ = 0;  ///< of the line: up, down
    std::set<std::string> tried_;
};

}  // namespace diag::halves
