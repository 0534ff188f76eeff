// SPDX-License-Identifier: Apache-2.0
#include "collectors/cameras/ladder.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::cameras {
namespace {

using namespace std::chrono_literals;

/// A camera that has sent nothing after this is one that sends nothing (Frigate restarts a stream
/// at 20 s; health-checks 6.3 has 10 s).
constexpr milliseconds first_packet_patience{10'000};
constexpr milliseconds farewell_patience{1000};
constexpr milliseconds hurried_patience{300};
/// More than a camera can have to send in the seconds we listen (100 Mbit/s for 5 s).
constexpr std::uint64_t flood_limit = 64 << 20;

double ms_between(Instant from, Instant to) {
    return static_cast<double>((to - from).count()) / 1000;
}

}  // namespace

Ladder::Ladder(Climb climb, CameraRecord record, LoginGate& gate)
    : climb_(std::move(climb)),
      record_(std::move(record)),
      gate_(gate),
      whole_target_(climb_.url.target) {
    record_.at = Rung::connect;
    record_.end = End::time_up;
}

Ladder::~Ladder() {
    if (trying_) settle_login(false);
    if (streams_) climb_.slots->give_back();
}

void Ladder::climbed(int status, Instant now) {
    record_.climbed.push_back({record_.at, ms_between(since_, now), status});
    since_ = now;
}

/// With `right` false there was no verdict; a wrong login is told to the gate where it is met.
void Ladder::settle_login(bool right) {
    trying_ = false;
    if (right)
        gate_.right(*climb_.login);
    else
        gate_.unanswered();
}

Turn Ladder::over(End end, Instant now, std::string words) {
    if (trying_) settle_login(false);
    record_.end = end;
    if (!words.empty()) record_.words = note_of(words);
    record_.garbage = reader_.garbage();
    if (counter_) note_played(now);
    const bool speaking = !session_.empty() && state_ != State::teardown;
    Turn turn;
    // Whatever went wrong after SETUP, the session must not stay: cameras have few.
    if (speaking) turn = ask(State::teardown, record_.at, "TEARDOWN", whole_target_, now);
    state_ = State::over;
    turn.done = true;
    return turn;
}

Turn Ladder::ask(State state, Rung rung, const char* method, const std::string& target, Instant now,
                 const std::string& headers) {
    state_ = state;
    record_.at = rung;
    since_ = now;
    const auto uri = climb_.url.base() + (target.empty() ? "/" : target);
    Turn turn;
    turn.send = std::string(method) + " " + uri +
                " RTSP/1.0\r\nCSeq: " + std::to_string(++sequence_) +
                "\r\nUser-Agent: safr-diag\r\n";
    if (answers_) turn.send += "Authorization: " + answers_->header(method, uri) + "\r\n";
    if (!session_.empty()) turn.send += "Session: " + session_ + "\r\n";
    turn.send += headers + "\r\n";
    turn.patience = climb_.patience;
    return turn;
}

Turn Ladder::connected(Instant now, const TlsFacts* tls) {
    climbed(0, now);
    if (tls) record_.tls = *tls;
    return ask(State::options, Rung::options, "OPTIONS", climb_.url.target, now);
}

Turn Ladder::received(std::string_view bytes, Instant now) {
    Turn turn;
    flood_ += bytes.size();
    while (!turn.done && state_ != State::over) {
        const auto item = reader_.take(bytes);
        if (reader_.violation() != Violation::none) {
            const bool never =
                reader_.violation() == Violation::not_this_protocol && record_.status == 0;
            return over(never ? End::wrong_service : End::violation, now,
                        std::string(name_of(reader_.violation())));
        }
        if (!item) break;
        if (item->frame) count(*item->frame, now);
        if (!item->response || item->response->status < 200) continue;
        auto next = respond(*item->response, now);
        next.send = turn.send + next.send;
        if (!next.patience) next.patience = turn.patience;
        turn = std::move(next);
    }
    if (!turn.done && flood_ > flood_limit) return over(End::violation, now, "a flood of bytes");
    return turn;
}

Turn Ladder::failed(Failure failure, Instant now) {
    switch (failure) {
        case Failure::refused:
            record_.end = End::refused;
            break;
        case Failure::unreachable:
            record_.end = End::unreachable;
            break;
        case Failure::timed_out:
            record_.end = End::timed_out;
            break;
        case Failure::tls:
            record_.end = End::tls_failed;
            break;
        case Failure::local:
            record_.end = End::local_fault;
            break;
        case Failure::closed:
        case Failure::reset:
            record_.end = End::lost;
            break;
    }
    record_.words = name_of(failure);
    if (failure == Failure::tls) record_.at = Rung::tls;
    if (state_ == State::teardown) record_.end = end_of_play();  // it may close as it pleases now
    if (state_ != State::teardown) {
        climbed(0, now);
        if (counter_) note_played(now);
    }
    if (trying_) settle_login(false);
    record_.garbage = reader_.garbage();
    session_.clear();
    state_ = State::over;
    Turn turn;
    turn.done = true;
    return turn;
}

Turn Ladder::late(Instant now) {
    switch (state_) {
        case State::playing: {
            const bool waiting = counter_->figures(now).packets == 0;
            const auto left =
                std::chrono::ceil<milliseconds>(played_ + first_packet_patience - now);
            if (waiting && left > 0ms) {
                Turn turn;
                turn.patience = left;
                return turn;
            }
            return tear_down(farewell_patience, now);
        }
        case State::teardown:
            climbed(0, now);
            return over(end_of_play(), now);
        case State::gate:
            return over(End::not_tried, now, "waited for the login of another");
        default:
            break;
    }
    climbed(0, now);
    return over(End::silent, now, reader_.in_the_middle() ? "an answer was begun" : "");
}

Turn Ladder::resume(Instant now) {
    if (state_ == State::gate) return enter_gate(now);
    return {};
}

Turn Ladder::hurry(Instant now) {
    if (state_ == State::teardown || state_ == State::over) return {};
    if (session_.empty() || !counter_) return over(End::time_up, now);
    hurried_ = true;
    return tear_down(hurried_patience, now);
}

End Ladder::end_of_play() const {
    if (record_.played && record_.played->figures.packets > 0) return End::ok;
    return hurried_ ? End::time_up : End::no_packets;
}

Turn Ladder::unexpected(const Response& response, Instant now) {
    const auto status = response.status;
    if (status >= 300 && status < 400) {
        const auto location = response.header("Location");
        record_.other_host = names_other_host(location, climb_.url.host);
        return over(End::redirected, now, std::string(location));
    }
    switch (status) {
        case 400:
            return over(End::bad_request, now);
        case 401:
            return over(End::wrong_login, now);
        case 403:
            return over(End::forbidden, now);
        case 404:
            return over(End::not_found, now);
        case 453:
            return over(End::no_slot, now);
        case 461:
            return over(End::no_tcp, now);
        default:
            return over(End::status, now);
    }
}

Turn Ladder::respond(const Response& response, Instant now) {
    record_.status = response.status;
    record_.reason = note_of(response.reason);
    if (record_.server.empty()) record_.server = note_of(response.header("Server"));
    if (state_ != State::gate && state_ != State::playing) climbed(response.status, now);
    switch (state_) {
        case State::options:
            // Cameras that do not know OPTIONS, or want a login for it, may still describe.
            record_.methods = note_of(response.header("Public"));
            if (response.status >= 300 && response.status < 400) return unexpected(response, now);
            return ask(State::describe, Rung::describe, "DESCRIBE", climb_.url.target, now,
                       "Accept: application/sdp\r\n");
        case State::describe:
        case State::login:
            return described(response, now);
        case State::setup:
            return was_set_up(response, now);
        case State::play:
            return was_played(response, now);
        case State::teardown:
            return over(end_of_play(), now);
        default:
            return {};
    }
}

Turn Ladder::tear_down(milliseconds patience, Instant now) {
    note_played(now);
    auto turn = ask(State::teardown, Rung::teardown, "TEARDOWN", whole_target_, now);
    turn.patience = patience;
    return turn;
}

void Ladder::count(const Frame& frame, Instant now) {
    if (!counter_ || state_ == State::teardown) return;
    if (frame.channel == channel_)
        counter_->packet(frame.head, frame.size, now);
    else if (frame.channel == channel_ + 1)
        counter_->control(frame.head);
}

void Ladder::note_played(Instant now) {
    if (record_.played || state_ == State::setup) return;
    Played played{.figures = counter_->figures(now), .first_packet = 0, .seconds = 0};
    // Nobody waited long enough to say that none would have come.
    if (hurried_ && played.figures.packets == 0) return;
    const auto first = played.figures.first.value_or(played_);
    played.first_packet = ms_between(played_, first);
    played.seconds = ms_between(first, now) / 1000;
    record_.played = played;
}

}  // namespace diag::cameras
