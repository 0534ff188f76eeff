// SPDX-License-Identifier: Apache-2.0
// Something that is to be done every now and then.
#pragma once

#include <algorithm>

#include "platform/clock.hpp"

namespace diag::service {

/// Due at once, then `every` so often. A clock that was set back puts it off by no more than that.
class Duty {
public:
    explicit Duty(milliseconds every) : every_(every) {}

    bool due(Time now) { return now >= (at_ = std::min(at_, now + every_)); }
    void done(Time now) { at_ = now + every_; }
    void at_the_latest(Time at) { at_ = std::min(at_, at); }
    void every(milliseconds span) { every_ = span; }
    Time at() const { return at_; }

private:
    milliseconds every_;
    Time at_{};
};

}  // namespace diag::service
