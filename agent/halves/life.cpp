// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/life.hpp"

#include <algorithm>
#include <utility>

#include "agent/exchange/line.hpp"
#include "platform/json.hpp"
#include "platform/log.hpp"
#include "platform/text.hpp"

namespace diag::halves {
namespace {

// What a quick upload, a desk full of requests and a chatty line need, several times over.
constexpr milliseconds measure{10'000};
constexpr std::size_t most_frames = 2'000;
// Each of these becomes a line of the log.
constexpr milliseconds moves_measure{600'000};
constexpr std::size_t most_moves = 300;

Error out_of_turn(std::string_view what) {
    return {Fault::malformed, "it said " + std::string(what) + ", which nobody had asked for"};
}

milliseconds now() { return system_clock().uptime(); }

}  // namespace

void Life::owe(std::string what, milliseconds patience) {
    owed_ = std::move(what);
    due_ = now() + patience;
}

Result<> Life::begin() {
    auto word = halving_.begin();
    if (!word) return word.error();
    say(std::move(*word));
    down_since_ = now();
    owe("that it is ready", halving_.habits.step);
    return {};
}

Result<> Life::in_measure() {
    const auto at = now();
    if (at - window_ > measure) {
        window_ = at;
        frames_ = 0;
    }
    if (++frames_ > most_frames) return Error{Fault::full, "it says more than any line has to say"};
    return {};
}

Result<> Life::take(Frame frame) {
    if (const auto fine = in_measure(); !fine) return fine;
    auto word = from_line(std::move(frame));
    if (!word) return word.error();
    return std::visit([this](auto& it) { return heard(it); }, *word);
}

void Life::make_key() {
    serial_ = halving_.voucher.next_serial();
    step_ = Step::key;
    renew_at_.reset();
    say(MakeKey{serial_});
    owe("a key", halving_.habits.step);
}

/// The line may be up while requests reach nobody: names are looked up in files that were replaced.
Result<> Life::in_vain(const std::string& why) {
    if (!in_vain_since_) in_vain_since_ = now();
    if (now() - *in_vain_since_ <= halving_.habits.down) return {};
    worn_out_ = true;
    last_trouble_ = why;
    return Error{Fault::timed_out, why};
}

/// A line that has a certificate keeps it where ours is the trouble.
Result<> Life::not_signed(const Error& error) {
    const bool theirs = error.fault == Fault::malformed || error.fault == Fault::refused;
    if (theirs || !in_use_) return error;
    log::warning("the line's next key is not signed for: " + error.what);
    due_.reset();
    step_ = Step::at_work;
    renew_at_ = now() + retry_.next();
    return {};
}

Result<> Life::heard(const Ready& it) {
    if (step_ != Step::ready) return out_of_turn("that it is ready");
    if (const auto fine = halving_.voucher.confined(it); !fine) return fine;
    ping_at_ = now() + halving_.habits.ping;
    make_key();
    return {};
}

Result<> Life::heard(const KeyMade& it) {
    if (step_ != Step::key || it.serial != serial_) return out_of_turn("a key");
    auto document = halving_.voucher.sign(it.serial, it.request);
    if (!document) return not_signed(document.error());
    document_ = std::move(*document);
    step_ = Step::certificate;
    say(Certify{serial_, document_});
    owe("the desk's answer", halving_.habits.certify);
    return {};
}

void Life::certify_later(const std::string& why) {
    const auto span = retry_.next();
    last_trouble_ = why;
    certify_at_ = now() + span;
    if (!in_use_) listener_.down(why, span);
    if (in_use_) log::warning("the line has no new certificate: " + why);
}

Result<> Life::declined(const Certified& it) {
    const auto document = json::parse(it.answer);
    const auto said = document ? json::text_at(*document, "error") : std::nullopt;
    const auto why = it.status == 0
                         ? it.why
                         : "the desk answered a line identity with " + std::to_string(it.status) +
                               (said ? ": " + printable(said->substr(0, 200)) : "");
    if (it.status == 404 || it.status == 405 || it.status == 501) halving_.voucher.none_here(why);
    const auto theirs = document ? json::integer_at(*document, "serial").value_or(0) : 0;
    if (it.status == 409 && theirs > 0) {
        const auto above = halving_.voucher.go_above(static_cast<std::uint64_t>(theirs));
        if (!above) return above;
        document_.clear();  // another serial, and so another key
    }
    certify_later(why);
    if (it.status == 0 && in_use_) return in_vain(why);
    return {};
}

Result<> Life::heard(const Certified& it) {
    if (step_ != Step::certificate || it.serial != serial_ || certify_at_ || !due_)
        return out_of_turn("a certificate");
    due_.reset();
    if (it.status != 200) return declined(it);
    if (const auto taken = halving_.voucher.take(it.answer); !taken)
        return Error{taken.error().fault, "its certificate does not hold: " + taken.error().what};
    if (const auto kept = halving_.voucher.keep(serial_); !kept) {
        const auto& why = kept.error().what;
        if (in_use_) {
            certify_later("it cannot be put on record: " + why);
            return {};
        }
        log::error("the line is kept by a certificate that is not on record: " + why);
    }
    step_ = Step::at_work;
    in_vain_since_.reset();
    retry_.reset();
    if (!std::exchange(in_use_, true)) {
        halving_.errands.use(&channel_);
        down_since_ = now();
    }
    renew_at_ = now() + halving_.habits.renew;
    say(Use{serial_});
    return {};
}

Result<> Life::heard(const Up& it) {
    if (!in_use_) return out_of_turn("that the line is up");
    if (++moves_ > most_moves) return Error{Fault::full, "its line comes and goes too often"};
    down_since_.reset();
    if (!up_since_) up_since_ = now();
    listener_.up(it.by == "poll" ? "poll" : "websocket");
    return {};
}

Result<> Life::heard(const Down& it) {
    if (!in_use_) return out_of_turn("that the line is down");
    if (++moves_ > most_moves) return Error{Fault::full, "its line comes and goes too often"};
    if (!down_since_) down_since_ = now();
    up_since_.reset();
    last_trouble_ = it.why;
    listener_.down(it.why, it.again);
    return {};
}

Result<> Life::heard(const Heard& it) {
    if (!in_use_) return out_of_turn("a message of the desk");
    auto message = exchange::line::message_from(it.text);
    if (!message && message.error().fault == Fault::unsupported) return {};
    if (!message) return message.error();
    listener_.message(std::move(*message));
    return {};
}

Result<> Life::heard(Answered& it) {
    in_vain_since_.reset();
    if (halving_.errands.answered(it.lane, it.id, std::move(it.answer))) return {};
    return out_of_turn("an answer");
}

Result<> Life::heard(const Failed& it) {
    if (!halving_.errands.answered(it.lane, it.id, it.error)) return out_of_turn("an answer");
    // Refused is what was stopped here, or a desk that is not there, which the line tells too.
    return it.error.fault == Fault::refused ? Result<>{} : in_vain(it.error.what);
}

Result<> Life::heard(const Pong& it) {
    if (ponged_ || it.n != pings_) return out_of_turn("that it lives");
    ponged_ = true;
    return {};
}

Result<> Life::heard(const Tried& it) {
    constexpr std::size_t most_told = 20;
    const auto call = it.call.substr(0, 40);
    if (tried_.size() < most_told && tried_.insert(call).second) halving_.voucher.tried(call);
    return {};
}

Result<milliseconds> Life::tick(milliseconds uptime) {
    const auto& habits = halving_.habits;
    if (due_ && uptime >= *due_)
        return Error{Fault::timed_out, "it did not say " + owed_ + " in time"};
    if (uptime - moves_window_ > moves_measure) {
        moves_window_ = uptime;
        moves_ = 0;
    }
    if (certify_at_ && uptime >= *certify_at_) {
        certify_at_.reset();
        if (document_.empty()) {
            make_key();
        } else {
            say(Certify{serial_, document_});
            owe("the desk's answer", habits.certify);
        }
    }
    if (renew_at_ && uptime >= *renew_at_) make_key();
    if (down_since_ && uptime - *down_since_ > habits.down) {
        worn_out_ = true;
        return Error{Fault::timed_out, last_trouble_};
    }
    if (ping_at_ && uptime >= *ping_at_) {
        if (!ponged_) return Error{Fault::timed_out, "it does not say that it lives"};
        ponged_ = false;
        say(Ping{++pings_});
        ping_at_ = uptime + habits.ping;
    }
    auto next = uptime + habits.ping;
    for (const auto& at : {due_, certify_at_, renew_at_, ping_at_})
        if (at) next = std::min(next, *at);
    return std::max(next - uptime, milliseconds{1});
}

milliseconds Life::was_up(milliseconds uptime) const {
    return up_since_ ? uptime - *up_since_ : milliseconds{0};
}

}  // namespace diag::halves
