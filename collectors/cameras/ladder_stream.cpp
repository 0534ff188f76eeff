// SPDX-License-Identifier: Apache-2.0
// The upper rungs: the login, the stream.
#include <algorithm>

#include "collectors/cameras/ladder.hpp"
#include "platform/text.hpp"

namespace diag::cameras {
namespace {

constexpr std::size_t longest_session = 256;

/// "interleaved=2-3" -> 2
unsigned channel_in(std::string_view transport) {
    constexpr std::string_view name = "interleaved=";
    const auto at = transport.find(name);
    if (at == std::string_view::npos) return 0;
    const auto rest = transport.substr(at + name.size());
    const auto number = natural(rest.substr(0, rest.find_first_of("-;, ")));
    return number && *number < 256 ? static_cast<unsigned>(*number) : 0;
}

}  // namespace

// The rungs of the login.

Turn Ladder::described(const Response& response, Instant now) {
    if (response.status == 401) return challenged(response, now);
    login_was_taken(response);
    if (response.status == 200) return read_description(response, now);
    return unexpected(response, now);
}

/// Anything but a 401 to what was sent with a login.
void Ladder::login_was_taken(const Response& response) {
    if (!answers_) return;
    record_.logged_in = record_.logged_in || response.status != 403;
    if (trying_) settle_login(true);
}

/// Whether to answer a 401 to what was sent with a login: its nonce was too old, or the peer gives
/// one for each request and does not say so. Once for each request.
bool Ladder::asks_for_fresh_nonce(const Response& response) {
    if (renewed_ || !answers_) return false;
    const auto fresh = strongest(parse_challenges(response.all("WWW-Authenticate")));
    if (!fresh || fresh->scheme != answers_->challenge().scheme) return false;
    const bool another = record_.logged_in && fresh->nonce != answers_->challenge().nonce;
    if (!fresh->stale && !another) return false;
    renewed_ = true;
    answers_.emplace(*fresh, *climb_.login, climb_.client_nonce);
    return true;
}

/// A 401 to a login.
Turn Ladder::refused_login(Instant now) {
    trying_ = false;
    gate_.wrong();
    return over(End::wrong_login, now);
}

Turn Ladder::challenged(const Response& response, Instant now) {
    challenged_at_ = state_;
    if (answers_) {
        if (asks_for_fresh_nonce(response)) return ask_again(now);
        return refused_login(now);
    }
    challenge_ = strongest(parse_challenges(response.all("WWW-Authenticate")));
    if (!challenge_)
        return over(End::other_scheme, now,
                    std::string(response.header("WWW-Authenticate")
                                    .substr(0, response.header("WWW-Authenticate").find(' '))));
    record_.login_scheme = name_of(challenge_->scheme);
    if (challenge_->scheme == Scheme::digest) record_.algorithm = name_of(challenge_->algorithm);
    if (!climb_.may_log_in) return over(End::wants_login, now);
    if (!climb_.login) return over(End::no_login, now);
    if (challenge_->scheme == Scheme::basic && !climb_.may_send_basic)
        return over(End::login_withheld, now);
    return enter_gate(now);
}

/// What was answered by a 401, once more.
Turn Ladder::ask_again(Instant now) {
    switch (challenged_at_) {
        case State::setup:
            return set_up(now);
        case State::play:
            return play(now);
        default:
            return ask(State::login, Rung::login, "DESCRIBE", climb_.url.target, now,
                       "Accept: application/sdp\r\n");
    }
}

Turn Ladder::enter_gate(Instant now) {
    switch (gate_.ask(*climb_.login)) {
        case LoginGate::Answer::no:
            return over(End::not_tried, now);
        case LoginGate::Answer::wait: {
            Turn turn;
            if (state_ != State::gate) turn.patience = 2 * climb_.patience;
            state_ = State::gate;
            return turn;
        }
        case LoginGate::Answer::try_it:
            trying_ = true;
            break;
        case LoginGate::Answer::proven:
            break;
    }
    answers_.emplace(*challenge_, *climb_.login, climb_.client_nonce);
    return ask_again(now);
}

// The rungs of the stream.

Turn Ladder::read_description(const Response& response, Instant now) {
    const auto description = parse_sdp(response.body);
    if (!description) return over(End::violation, now, "no session description");
    auto base = response.header("Content-Base");
    if (base.empty()) base = response.header("Content-Location");
    record_.other_host = names_other_host(base, climb_.url.host);
    for (const auto& media : description->media)
        record_.media += (record_.media.empty() ? "" : ", ") + media.kind + " " +
                         (media.codec.empty() ? "?" : media.codec);
    record_.media = note_of(record_.media);
    const auto* video = description->video();
    if (!video) return over(End::no_video, now);
    record_.codec = video->codec;
    record_.size = video->size;
    record_.announced_rate = video->frame_rate;
    codec_ = video->codec == "H264"   ? Codec::h264
             : video->codec == "H265" ? Codec::h265
                                      : Codec::other;
    clock_ = video->clock;
    streams_ = climb_.slots && climb_.slots->take();
    if (!streams_) return over(End::ok, now);
    const auto below = base.empty() ? std::string_view(climb_.url.target) : base;
    const auto whole = control_target(below, description->control);
    const auto track =
        whole ? control_target(description->control.empty() || description->control == "*"
                                   ? below
                                   : std::string_view(*whole),
                               video->control)
              : whole;
    if (!track) return over(End::violation, now, "a control URL that is none");
    if (names_other_host(video->control, climb_.url.host)) record_.other_host = true;
    whole_target_ = *whole;
    video_target_ = *track;
    renewed_ = false;
    return set_up(now);
}

Turn Ladder::set_up(Instant now) {
    return ask(State::setup, Rung::setup, "SETUP", video_target_, now,
               "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n");
}

Turn Ladder::was_set_up(const Response& response, Instant now) {
    if (response.status == 401) return challenged(response, now);
    login_was_taken(response);
    if (response.status != 200) return unexpected(response, now);
    const auto session = response.header("Session");
    const auto id = trimmed(session.substr(0, session.find(';')));
    const bool fine = !id.empty() && id.size() <= longest_session &&
                      std::ranges::all_of(id, [](char c) { return c > 0x20 && c < 0x7f; });
    if (!fine) return over(End::violation, now, "no session id");
    session_ = id;
    channel_ = channel_in(response.header("Transport"));
    counter_ = std::make_unique<RtpCounter>(codec_, clock_);
    played_ = now;
    renewed_ = false;
    return play(now);
}

Turn Ladder::play(Instant now) {
    return ask(State::play, Rung::play, "PLAY", whole_target_, now, "Range: npt=0.000-\r\n");
}

Turn Ladder::was_played(const Response& response, Instant now) {
    if (response.status == 401) {
        auto turn = challenged(response, now);
        if (!turn.done) return turn;
        counter_.reset();
        record_.played.reset();
        return turn;
    }
    login_was_taken(response);
    if (response.status != 200) {
        counter_.reset();
        return unexpected(response, now);
    }
    state_ = State::playing;
    Turn turn;
    turn.patience = climb_.play;
    return turn;
}

}  // namespace diag::cameras
