// SPDX-License-Identifier: Apache-2.0
// An upload's course: the next step, a pause, again, until the server has it or somebody says no.
#include "agent/upload/tus.hpp"

#include <algorithm>

#include "agent/upload/sending.hpp"

namespace diag::upload {
namespace {

constexpr int most_new_beginnings = 5;

}  // namespace

bool Sending::go_on() {
    Progress progress{.acknowledged = known_.value_or(0),
                      .sent = acknowledged_here_,
                      .size = parcel_.size,
                      .trouble = trouble_};
    const auto spent = clock_.uptime() - start_;
    if (spent.count() > 0)
        progress.rate =
            static_cast<double>(acknowledged_here_) * 1000 / static_cast<double>(spent.count());
    if (progress.rate > 1 && known_)
        progress.left = milliseconds{static_cast<std::int64_t>(
            static_cast<double>(parcel_.size - *known_) * 1000 / progress.rate)};
    return watch_(progress);
}

void Sending::pause(milliseconds span) {
    for (; span.count() > 0 && go_on(); span -= habits_.heed)
        clock_.sleep(std::min(span, habits_.heed));
}

/// Where the server is now. What moves, however slowly, is asked again soon.
void Sending::reached(std::uint64_t offset) {
    if (known_ && offset > *known_) {
        acknowledged_here_ += offset - *known_;
        back_off_.reset();
    }
    known_ = offset;
    offset_ = offset;
}

Result<Step> Sending::trouble(std::string why) {
    trouble_ = std::move(why);
    offset_.reset();
    return Step::again;
}

void Sending::keep_rate(std::uint64_t sent, milliseconds took) {
    if (habits_.rate_limit == 0) return;
    const milliseconds due{static_cast<std::int64_t>(sent * 1000 / habits_.rate_limit)};
    if (due > took) pause(due - took);
}

Result<Step> Sending::step() {
    if (!checksums_) {
        const auto learned = learn_abilities();
        if (!learned || *learned != Step::onward) return learned;
    }
    if (location_.empty()) return create();
    if (!offset_) return ask_offset();
    return *offset_ == parcel_.size ? confirm() : send_piece();
}

Result<> Sending::run() {
    for (;;) {
        if (!go_on()) return Error{Fault::refused, "stopped before the server had it all"};
        if (clock_.uptime() - start_ > habits_.window)
            return Error{Fault::timed_out,
                         "not sent in time" + (trouble_.empty() ? "" : ": " + trouble_)};
        const auto done = step();
        if (!done) return done.error();
        switch (*done) {
            case Step::whole:
                memory_.forget();
                reached(parcel_.size);
                go_on();
                return {};
            case Step::begin_anew:
                if (++beginnings_ > most_new_beginnings)
                    return Error{Fault::refused, "the server loses what it was sent"};
                memory_.forget();
                location_.clear();
                offset_.reset();
                known_.reset();
                takes_no_empty_piece_ = false;
                break;
            case Step::again:
                pause(back_off_.next());
                break;
            case Step::onward:
                break;
        }
    }
}

Result<> send(const Parcel& parcel, const std::string& base, Server& server, const Memory& memory,
              const Habits& habits, Clock& clock, const Watch& watch) {
    return Sending(parcel, base, server, memory, habits, clock, watch).run();
}

}  // namespace diag::upload
