// SPDX-License-Identifier: Apache-2.0
// How long to wait before the desk is tried again.
#pragma once

#include "platform/clock.hpp"

namespace diag::exchange {

/// Twice as long each time, up to five minutes, and a random half of that off, so that a thousand
/// agents do not come back at once.
class BackOff {
public:
    static constexpr milliseconds least{1000};
    static constexpr milliseconds most{300'000};

    explicit BackOff(milliseconds from = least, milliseconds to = most)
        : from_(from), to_(to), span_(from) {}

    /// The next pause: from half of the span, where `chance` is 0, to all of it, where it is 1.
    milliseconds next(double chance);
    /// The same by chance.
    milliseconds next();
    void reset() { span_ = from_; }

private:
    milliseconds from_, to_, span_;
};

}  // namespace diag::exchange
