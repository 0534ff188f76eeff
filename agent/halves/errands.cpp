// SPDX-License-Identifier: Apache-2.0
#include "agent/halves/errands.hpp"

#include <utility>

namespace diag::halves {
namespace {

constexpr milliseconds tick{100};
constexpr milliseconds piece_patience{60'000};   // without any byte moving
constexpr milliseconds longest_wait{3'600'000};  // 8 MiB at 2.4 KiB/s
constexpr milliseconds line_patience{10'000};    // a line half that is about to be there

class CarriedDesk final : public upload::Server {
public:
    CarriedDesk(Errands& errands, Lane lane, Errands::Stop stop)
        : errands_(errands), lane_(lane), stop_(std::move(stop)) {}
    Result<HttpAnswer> ask(const Asked& asked) override {
        return errands_.run(lane_, asked, stop_);
    }

private:
    Errands& errands_;
    Lane lane_;
    Errands::Stop stop_;
};

}  // namespace

std::unique_ptr<upload::Server> Errands::server(Lane lane, Stop stop) {
    return std::make_unique<CarriedDesk>(*this, lane, std::move(stop));
}

bool Errands::wait_for_line(std::unique_lock<std::mutex>& lock, const Stop& stop) {
    const auto until = system_clock().uptime() + line_patience;
    while (!channel_ && !stop() && system_clock().uptime() < until) changed_.wait_for(lock, tick);
    return channel_ && !stop();
}

Result<HttpAnswer> Errands::run(Lane lane, const upload::Server::Asked& asked, const Stop& stop) {
    const auto until = system_clock().uptime() + longest_wait;
    std::unique_lock lock(guard_);
    if (!wait_for_line(lock, stop))
        return stop() ? Error{Fault::refused, "stopped"}
                      : Error{Fault::io, "there is no line half that would ask the desk"};
    auto& mine = waiting_.at(static_cast<std::size_t>(lane));
    if (mine.id != 0) return Error{Fault::bug, "two requests in one lane"};
    mine = {.id = ++last_, .answer = {}};
    channel_->post(frame_of(ToLine{Ask{.lane = lane,
                                       .id = mine.id,
                                       .method = std::string(asked.method),
                                       .target = asked.target,
                                       .headers = asked.headers,
                                       .patience = piece_patience,
                                       .body = std::string(asked.body)}}));
    while (!mine.answer && !stop() && system_clock().uptime() < until)
        changed_.wait_for(lock, tick);
    mine.id = 0;
    if (mine.answer) return std::move(*std::exchange(mine.answer, std::nullopt));
    if (channel_) channel_->post(frame_of(ToLine{Drop{lane}}));
    if (stop()) return Error{Fault::refused, "stopped"};
    return Error{Fault::timed_out, "the line half gave no answer within an hour"};
}

void Errands::use(Channel* channel) {
    const std::scoped_lock lock(guard_);
    channel_ = channel;
    for (auto& each : waiting_)
        if (each.id != 0 && !each.answer)
            each.answer = Error{Fault::io, "the line half ended meanwhile"};
    changed_.notify_all();
}

bool Errands::answered(Lane lane, std::uint64_t id, Result<HttpAnswer> answer) {
    const std::scoped_lock lock(guard_);
    if (id == 0 || id > last_) return false;
    auto& waiting = waiting_.at(static_cast<std::size_t>(lane));
    // Nobody waits any longer for what was dropped in the same moment.
    if (waiting.id != id || waiting.answer) return true;
    waiting.answer = std::move(answer);
    changed_.notify_all();
    return true;
}

}  // namespace diag::halves
