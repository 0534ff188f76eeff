// SPDX-License-Identifier: Apache-2.0
// Times written in a text, as collectors write them into what they find.
#pragma once

#include <string_view>
#include <vector>

#include "platform/clock.hpp"

namespace diag::report {

struct Moment {
    Time time{};
    bool to_the_minute = false;
    bool operator==(const Moment&) const = default;
};

/// Every "2026-11-23T20:33:28.123Z", "2026-11-23T20:33Z" and "2026-11-23 20:33 UTC" in `text`, in
/// their order, at most a hundred. A day alone is no moment; neither is a day that does not exist.
std::vector<Moment> moments_in(std::string_view text);

}  // namespace diag::report
