// SPDX-License-Identifier: Apache-2.0
// Keeps a line up: which way is tried next, and when.
#include "agent/line/line.hpp"

#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "agent/line/pause.hpp"
#include "agent/line/way.hpp"

namespace diag::line {
namespace {

using exchange::line::Bye;
using exchange::line::Message;

/// WebSockets that open and do not last tell of a proxy that lets no frames through. One on which
/// nothing came weighs two, one that was cut off early weighs one; from here on polls are tried.
constexpr int most_failings = 4;

class Keeper final : public Line, private Ear {
public:
    Keeper(Plan plan, Listener& listener)
        : plan_(std::move(plan)),
          listener_(listener),
          back_off_(plan_.habits.least, plan_.habits.most),
          thread_([this] { run(); }) {}
    ~Keeper() override;

    void send(Message message) override {
        const std::scoped_lock lock(guard_);
        if (way_) way_->send(message);
    }
    void hurry() override { pause_.hurry(); }

private:
    void up(std::string_view by) override;
    Result<> take(Result<Message> message) override;

    struct Kept {
        Result<> how;
        bool heard = false;  ///< whether anything came from the desk
    };

    void run();
    Result<> attempt();
    Result<> try_socket(const HttpsPlace& place);
    Result<> try_poll(const HttpsPlace& place);
    Kept keep(std::unique_ptr<Way> way);
    /// Whether WebSockets look as if something between did not let them live.
    bool fails_too_often(const Kept& kept);
    void poll_from_now_on(std::string why);
    void rest(const Error& why);

    milliseconds was_up() const {
        return up_since_ ? system_clock().uptime() - *up_since_ : milliseconds{0};
    }

    Plan plan_;
    Listener& listener_;

    // Of the line's own threads, one at a time.
    exchange::BackOff back_off_;
    milliseconds poll_until_{0};
    std::string why_polls_;  ///< why they are tried, until one was answered
    int failings_ = 0;
    std::optional<milliseconds> up_since_;
    bool doubled_ = false;

    Pause pause_;
    std::mutex guard_;  ///< of what follows
    std::unique_ptr<Way> way_;
    std::atomic<bool> ending_ = false;
    std::jthread thread_;  ///< last: it uses all of the above
};

Keeper::~Keeper() {
    {
        const std::scoped_lock lock(guard_);
        ending_ = true;
        if (way_) way_->close();
    }
    pause_.end();
    thread_.join();
}

void Keeper::up(std::string_view by) {
    up_since_ = system_clock().uptime();
    listener_.up(by);
}

Result<> Keeper::take(Result<Message> message) {
    if (!message && message.error().fault == Fault::unsupported) return {};
    if (!message) return message.error();
    std::optional<Error> farewell;
    if (const auto* bye = std::get_if<Bye>(&*message)) {
        doubled_ = bye->doubled;
        farewell = Error{Fault::refused,
                         "the desk closes the line" + (bye->why.empty() ? "" : ": " + bye->why)};
    }
    listener_.message(std::move(*message));
    if (farewell) return *farewell;
    return {};
}

Keeper::Kept Keeper::keep(std::unique_ptr<Way> way) {
    {
        const std::scoped_lock lock(guard_);
        if (ending_) return {};
        way_ = std::move(way);
    }
    Kept kept{.how = way_->keep(plan_.hello())};
    kept.heard = way_->heard();
    const std::scoped_lock lock(guard_);
    way_.reset();
    return kept;
}

bool Keeper::fails_too_often(const Kept& kept) {
    if (!up_since_) return false;
    const auto fault = kept.how.error().fault;
    const bool early = was_up() < plan_.habits.steady;
    if (!kept.heard)
        failings_ += 2;
    else if (!early)
        failings_ = 0;
    else if (fault == Fault::io || fault == Fault::timed_out)
        failings_ += 1;
    return failings_ >= most_failings;
}

void Keeper::poll_from_now_on(std::string why) {
    poll_until_ = system_clock().uptime() + plan_.habits.polling;
    why_polls_ = std::move(why);
    failings_ = 0;
}

Result<> Keeper::try_socket(const HttpsPlace& place) {
    auto kept = keep(by_socket(place, plan_, *this));
    if (kept.how || ending_) return {};
    const auto& why = kept.how.error();
    if (why.fault == Fault::unsupported) {
        poll_from_now_on(why.what);
        return {};
    }
    if (fails_too_often(kept)) poll_from_now_on(why.what);
    return kept.how;
}

Result<> Keeper::try_poll(const HttpsPlace& place) {
    auto kept = keep(by_poll(place, plan_, poll_until_, *this));
    if (kept.heard) why_polls_.clear();
    if (kept.how) return {};
    if (why_polls_.empty()) return kept.how;
    // Polls do not pass either: it is the desk that is not there, and a WebSocket the better try.
    poll_until_ = milliseconds{0};
    const auto& why = kept.how.error();
    return Error{why.fault, std::exchange(why_polls_, {}) + "; " + why.what};
}

Result<> Keeper::attempt() {
    up_since_.reset();
    doubled_ = false;
    const auto place = plan_.place();
    if (!place) return place.error();
    return system_clock().uptime() < poll_until_ ? try_poll(*place) : try_socket(*place);
}

void Keeper::rest(const Error& why) {
    if (was_up() >= plan_.habits.steady) back_off_.reset();
    const auto span = doubled_ ? plan_.habits.doubled : back_off_.next();
    listener_.down(why.what, span);
    if (pause_.wait(span, !doubled_)) return;
    // The network may be another one now.
    back_off_.reset();
    poll_until_ = milliseconds{0};
}

void Keeper::run() {
    while (!ending_) {
        const auto how = attempt();
        if (ending_) return;
        if (!how) rest(how.error());
    }
}

}  // namespace

std::unique_ptr<Line> Line::open(Plan plan, Listener& listener) {
    return std::make_unique<Keeper>(std::move(plan), listener);
}

}  // namespace diag::line
