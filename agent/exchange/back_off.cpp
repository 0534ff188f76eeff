// SPDX-License-Identifier: Apache-2.0
#include "agent/exchange/back_off.hpp"

#include <algorithm>
#include <array>

#include "platform/digest.hpp"

namespace diag::exchange {

milliseconds BackOff::next(double chance) {
    const auto span = span_;
    span_ = std::min(span_ * 2, to_);
    const auto half = span / 2;
    return half + std::chrono::duration_cast<milliseconds>(half * std::clamp(chance, 0.0, 1.0));
}

milliseconds BackOff::next() {
    std::array<unsigned char, 2> bytes{};
    fill_random(bytes);
    return next((bytes[0] * 256 + bytes[1]) / 65535.0);
}

}  // namespace diag::exchange
