// SPDX-License-Identifier: Apache-2.0
// One camera, rung by rung: OPTIONS, DESCRIBE, the login if it asks for one, SETUP over TCP, PLAY
// for a while, TEARDOWN (RFC 2326, RFC 7826). The first rung that breaks tells what is wrong.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "collectors/cameras/challenge.hpp"
#include "collectors/cameras/dialogue.hpp"
#include "collectors/cameras/login_gate.hpp"
#include "collectors/cameras/reader.hpp"
#include "collectors/cameras/record.hpp"
#include "collectors/cameras/rtp.hpp"
#include "collectors/cameras/stream_slots.hpp"

namespace diag::cameras {

struct Climb {
    StreamUrl url;
    Peer peer;
    std::optional<Login> login;
    milliseconds patience{5000};  ///< for each rung
    milliseconds play{5000};
    bool may_log_in = true;
    /// Where a slot is free, the climb goes on past DESCRIBE; nullptr: it never does.
    StreamSlots* slots = nullptr;
    /// Basic shows the password to whoever answers, and to all on the way: not the one for all
    /// cameras in clear text.
    bool may_send_basic = false;
    std::string client_nonce;
};

class Ladder final : public Dialogue {
public:
    /// `record` has what is known of the feed. `gate` is shared and lives longer.
    Ladder(Climb climb, CameraRecord record, LoginGate& gate);
    ~Ladder() override;

    const Peer& peer() const override { return climb_.peer; }
    milliseconds connect_patience() const override { return climb_.patience; }
    Turn connected(Instant now, const TlsFacts* tls) override;
    Turn received(std::string_view bytes, Instant now) override;
    Turn failed(Failure failure, Instant now) override;
    Turn late(Instant now) override;
    Turn resume(Instant now) override;
    Turn hurry(Instant now) override;

    /// Before connecting is begun.
    void begin(Instant now) { since_ = now; }
    /// Once it is over.
    CameraRecord& record() { return record_; }
    /// Whether it went past DESCRIBE.
    bool streamed() const { return streams_; }

private:
    enum class State {
        connecting,
        options,
        describe,
        gate,
        login,
        setup,
        play,
        playing,
        teardown,
        over
    };

    Turn ask(State state, Rung rung, const char* method, const std::string& target, Instant now,
             const std::string& headers = {});
    Turn respond(const Response& response, Instant now);
    Turn described(const Response& response, Instant now);
    Turn challenged(const Response& response, Instant now);
    Turn enter_gate(Instant now);
    Turn read_description(const Response& response, Instant now);
    Turn set_up(Instant now);
    Turn was_set_up(const Response& response, Instant now);
    Turn was_played(const Response& response, Instant now);
    Turn play(Instant now);
    Turn ask_again(Instant now);
    Turn refused_login(Instant now);
    void login_was_taken(const Response& response);
    Turn tear_down(milliseconds patience, Instant now);
    End end_of_play() const;
    Turn unexpected(const Response& response, Instant now);
    Turn over(End end, Instant now, std::string words = {});
    void count(const Frame& frame, Instant now);
    void note_played(Instant now);
    void climbed(int status, Instant now);
    bool asks_for_fresh_nonce(const Response& response);
    void settle_login(bool right);

    Climb climb_;
    CameraRecord record_;
    LoginGate& gate_;
    Reader reader_{Reader::Speaks::rtsp};
    State state_ = State::connecting;
    Instant since_{0};  ///< when the rung was begun
    unsigned sequence_ = 0;
    std::optional<Challenge> challenge_;
    std::optional<Answers> answers_;
    bool trying_ = false;                    ///< this dialogue holds the gate
    State challenged_at_ = State::describe;  ///< what wanted the login
    bool renewed_ = false;                   ///< a stale nonce was answered once
    bool streams_ = false;                   ///< this dialogue holds a slot
    bool hurried_ = false;                   ///< the run's time was up before the stream's was
    std::string video_target_, whole_target_, session_;
    unsigned channel_ = 0;
    std::unique_ptr<RtpCounter> counter_;
    Codec codec_ = Codec::other;
    unsigned clock_ = 0;
    Instant played_{0};
    std::uint64_t flood_ = 0;  ///< bytes received in all
};

}  // namespace diag::cameras
