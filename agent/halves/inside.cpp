// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/inside.hpp"

#include <mutex>
#include <thread>

#include "agent/exchange/line.hpp"
#include "agent/halves/life.hpp"
#include "agent/line/pause.hpp"
#include "platform/log.hpp"

namespace diag::halves {
namespace {

/// What a quick upload, a desk full of requests and a chatty line need, several times over.
constexpr Channel::Bounds foreign{.most_bytes = 32 << 20, .most_pieces = 10'000};

class Keeper final : public HalfLine {
public:
    Keeper(Halving halving, line::Listener& listener)
        : halving_(std::move(halving)),
          listener_(listener),
          back_off_(halving_.habits.least, halving_.habits.most),
          thread_([this] { run(); }) {}
    ~Keeper() override {
        {
            const std::scoped_lock lock(guard_);
            ending_ = true;
            if (channel_) channel_->end();
        }
        pause_.end();
        thread_.join();
    }

    void send(exchange::line::Message message) override {
        say(Tell{exchange::line::text_of(message)});
    }
    void hurry() override {
        pause_.hurry();
        say(Hurry{});
    }
    void trusts(std::uint64_t number) override { say(Trusts{number}); }

private:
    /// Lost while there is no line half, as with any line.
    void say(const ToLine& word) {
        const std::scoped_lock lock(guard_);
        if (channel_) channel_->post(frame_of(word));
    }

    void run() {
        while (!ending_) {
            const auto why = live();
            if (ending_) return;
            const auto span = back_off_.next();
            listener_.down(why.what, span);
            if (!pause_.wait(span)) back_off_.reset();
        }
    }

    Error live() {
        auto reached = halving_.reach([this] { return ending_.load(); });
        if (!reached) return reached.error();
        Channel channel(std::move(reached->socket), foreign);
        const auto why = lead(channel);
        if (reached->end) reached->end();
        return why;
    }

    Error lead(Channel& channel) {
        Life life(halving_, channel, listener_);
        // The first word comes first, whatever others have to say.
        if (const auto begun = life.begin(); !begun) return begun.error();
        {
            const std::scoped_lock lock(guard_);
            if (ending_) return {Fault::refused, "stopped"};
            channel_ = &channel;
        }
        const auto why = channel.run(life);
        halving_.errands.use(nullptr);
        {
            const std::scoped_lock lock(guard_);
            channel_ = nullptr;
        }
        if (life.was_up(system_clock().uptime()) >= halving_.habits.steady) back_off_.reset();
        if (life.worn_out()) return why;
        return {why.fault, "the line half is ended: " + why.what};
    }

    Halving halving_;
    line::Listener& listener_;
    exchange::BackOff back_off_;
    line::Pause pause_;
    std::mutex guard_;  ///< of what follows
    Channel* channel_ = nullptr;
    std::atomic<bool> ending_ = false;
    std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace

std::unique_ptr<HalfLine> HalfLine::open(Halving halving, line::Listener& listener) {
    return std::make_unique<Keeper>(std::move(halving), listener);
}

}  // namespace diag::halves
