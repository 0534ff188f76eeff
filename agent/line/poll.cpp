// SPDX-License-Identifier: Apache-2.0
// By long poll, where WebSockets do not pass: one connection waits for what the desk has to say, a
// second one carries what we have to say meanwhile.
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "agent/line/way.hpp"
#include "platform/text.hpp"

namespace diag::line {
namespace {

using exchange::line::Hello;
using exchange::line::Message;
using exchange::line::message_limit;

/// Of several messages at once.
constexpr std::size_t answer_limit = 4 << 20;
constexpr std::size_t queue_limit = 4 << 20;
/// A desk that does not wait, as it should, is not asked again sooner.
constexpr milliseconds least_between{1'000};
/// Servers close a connection on which nothing was asked for a while: ours is gone before.
constexpr milliseconds kept_open{10'000};

Error unwanted(const HttpAnswer& answer) {
    const auto words = std::to_string(answer.status) + " " + printable(answer.reason);
    if (answer.status == 401 || answer.status == 403)
        return {Fault::denied, "the desk does not let us poll: " + words};
    return {Fault::refused, "the desk answers a poll with " + words};
}

class Poll final : public Way {
public:
    Poll(const HttpsPlace& place, const Line::Plan& plan, milliseconds until, Ear& ear)
        : waiting_(place),
          carrying_(place),
          target_(plan.base + "/v1/poll"),
          habits_(plan.habits),
          until_(until),
          ear_(ear) {}

    Result<> keep(const Hello& hello) override;
    void send(const Message& message) override;
    void close() override { end({}); }
    bool heard() const override { return greeted_; }

private:
    Result<> greet(const Hello& hello);
    Result<> wait_for_messages();
    Result<> carry();
    Result<HttpAnswer> ask(Https& desk, milliseconds wait, json::array messages);
    /// Has the ear take what came: how many.
    Result<std::size_t> take(const HttpAnswer& answer);
    /// What is to be carried; waits for it. Nothing once this ended.
    std::optional<json::array> next_messages();
    /// False once this ended.
    bool pause(milliseconds span);
    void end(Result<> how);

    Https waiting_, carrying_;
    const std::string target_;
    const Line::Habits habits_;
    const milliseconds until_;
    Ear& ear_;
    std::mutex ear_guard_;  ///< one thread at a time tells it
    std::string instance_;

    std::mutex guard_;  ///< of what follows
    std::condition_variable changed_;
    struct Queued {
        json::value message;
        std::size_t bytes = 0;
    };
    std::deque<Queued> queue_;
    std::size_t queued_ = 0;
    bool greeted_ = false;
    std::optional<Result<>> ended_;
};

void Poll::end(Result<> how) {
    {
        const std::scoped_lock lock(guard_);
        if (ended_) return;
        ended_ = std::move(how);
    }
    changed_.notify_all();
    waiting_.stop();
    carrying_.stop();
}

Result<> Poll::keep(const Hello& hello) {
    instance_ = hello.instance;
    if (const auto greeted = greet(hello); !greeted) {
        end(greeted);
    } else {
        const std::jthread carrier([this] { end(carry()); });
        end(wait_for_messages());
    }
    const std::scoped_lock lock(guard_);
    return *ended_;
}

Result<> Poll::greet(const Hello& hello) {
    json::array first;
    first.push_back(exchange::line::to_json(hello));
    const auto answer = ask(waiting_, milliseconds{0}, std::move(first));
    if (!answer) return answer.error();
    {
        const std::scoped_lock lock(guard_);
        greeted_ = true;
    }
    {
        const std::scoped_lock one(ear_guard_);
        ear_.up("poll");
    }
    const auto taken = take(*answer);
    return taken ? Result<>{} : taken.error();
}

Result<> Poll::wait_for_messages() {
    auto& clock = system_clock();
    for (auto now = clock.uptime(); now < until_; now = clock.uptime()) {
        const auto wait = std::min(habits_.wait, until_ - now);
        const auto answer = ask(waiting_, wait, {});
        if (!answer) return answer.error();
        const auto taken = take(*answer);
        if (!taken) return taken.error();
        const auto took = clock.uptime() - now;
        const auto due = std::min(least_between, wait);
        if (*taken == 0 && took < due && !pause(due - took)) break;
    }
    return {};
}

Result<> Poll::carry() {
    while (auto messages = next_messages()) {
        const auto answer = ask(carrying_, milliseconds{0}, std::move(*messages));
        if (!answer) return answer.error();
        const auto taken = take(*answer);
        if (!taken) return taken.error();
    }
    return {};
}

Result<HttpAnswer> Poll::ask(Https& desk, milliseconds wait, json::array messages) {
    const auto body =
        json::write(json::object{{"instance", instance_},
                                 {"wait", std::chrono::ceil<std::chrono::seconds>(wait).count()},
                                 {"messages", std::move(messages)}});
    auto answer = desk.ask({.method = "POST",
                            .target = target_,
                            .headers = {{"Content-Type", "application/json"}},
                            .body = body,
                            .answer_limit = answer_limit,
                            .patience = wait + habits_.patience});
    if (answer && answer->status != 200) return unwanted(*answer);
    return answer;
}

Result<std::size_t> Poll::take(const HttpAnswer& answer) {
    const auto document = json::parse(answer.body);
    if (!document) return Error{Fault::malformed, "a poll's answer: " + document.error().what};
    const auto& messages = json::list_at(*document, "messages");
    const std::scoped_lock one(ear_guard_);
    for (const auto& each : messages)
        if (const auto taken = ear_.take(exchange::line::message_in(each)); !taken)
            return taken.error();
    return messages.size();
}

void Poll::send(const Message& message) {
    Queued queued{exchange::line::to_json(message), 0};
    queued.bytes = json::write(queued.message).size();
    const std::scoped_lock lock(guard_);
    // Where the desk takes nothing for so long, the poll that carries it is about to fail.
    if (!greeted_ || ended_ || queued_ + queued.bytes > queue_limit) return;
    queued_ += queued.bytes;
    queue_.push_back(std::move(queued));
    changed_.notify_all();
}

std::optional<json::array> Poll::next_messages() {
    const auto ready = [this] { return ended_ || !queue_.empty(); };
    std::unique_lock lock(guard_);
    if (!changed_.wait_for(lock, kept_open, ready)) {
        lock.unlock();
        carrying_.hang_up();
        lock.lock();
        changed_.wait(lock, ready);
    }
    if (ended_) return std::nullopt;
    json::array messages;
    std::size_t bytes = 0;
    while (!queue_.empty() && (messages.empty() || bytes + queue_.front().bytes < message_limit)) {
        bytes += queue_.front().bytes;
        messages.push_back(std::move(queue_.front().message));
        queue_.pop_front();
    }
    queued_ -= bytes;
    return messages;
}

bool Poll::pause(milliseconds span) {
    std::unique_lock lock(guard_);
    return !changed_.wait_for(lock, span, [this] { return ended_.has_value(); });
}

}  // namespace

std::unique_ptr<Way> by_poll(const HttpsPlace& place, const Line::Plan& plan, milliseconds until,
                             Ear& ear) {
    return std::make_unique<Poll>(place, plan, until, ear);
}

}  // namespace diag::line
