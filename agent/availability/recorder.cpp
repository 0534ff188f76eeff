// SPDX-License-Identifier: Apache-2.0
#include "agent/availability/recorder.hpp"

#include <chrono>
#include <utility>

#include "platform/crc64.hpp"
#include "platform/text.hpp"

namespace diag::availability {
namespace {

template <class Span>
std::int64_t seconds(Span span) {
    return std::chrono::floor<std::chrono::seconds>(span).count();
}

/// How far the wall clock is from the one that never jumps.
milliseconds offset(const Sample& sample) { return sample.time.time_since_epoch() - sample.uptime; }

}  // namespace

bool Recorder::goes_on(const Sample& sample) const {
    const auto span = seconds(sample.uptime - first_.uptime);
    const auto most = sample.state == State::up ? longest : longest_outage;
    return run_ && sample.state == run_->state && sample.boot == run_->boot &&
           sample.uptime >= last_.uptime &&
           std::chrono::abs(offset(sample) - offset(first_)) <= drift &&
           sample.uptime - last_.uptime <= std::chrono::seconds{period_} * 3 / 2 && span <= most;
}

std::optional<Run> Recorder::take(const Sample& sample) {
    if (goes_on(sample)) {
        last_ = sample;
        run_->span = static_cast<std::uint16_t>(seconds(sample.uptime - first_.uptime));
        return std::nullopt;
    }
    auto ended = finish();
    first_ = last_ = sample;
    run_ = Run{.start = seconds(sample.time.time_since_epoch()),
               .uptime = static_cast<std::uint32_t>(seconds(sample.uptime)),
               .boot = sample.boot,
               .period = period_,
               .state = sample.state};
    return ended;
}

std::optional<Run> Recorder::finish() { return std::exchange(run_, std::nullopt); }

std::uint32_t boot_from(std::string_view boot_id) {
    return static_cast<std::uint32_t>(crc64(0, trimmed(boot_id)));
}

}  // namespace diag::availability
