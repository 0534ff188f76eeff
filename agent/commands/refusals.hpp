// SPDX-License-Identifier: Apache-2.0
// How many refusals of what comes over the line go on the ledger one by one: a desk that sends
// nothing but nonsense must not fill the disk.
#pragma once

#include <cstdint>

#include "platform/clock.hpp"

namespace diag::commands {

class Refusals {
public:
    static constexpr std::uint64_t most = 20;  ///< an hour
    static constexpr milliseconds hour{std::chrono::hours{1}};

    /// Another one, at `uptime`: whether it goes on the ledger by itself. Ask for untold() first.
    bool counts(milliseconds uptime);

    /// How many did not, once their hour is over or `now_or_never`; 0: there is nothing to tell.
    std::uint64_t untold(milliseconds uptime, bool now_or_never = false) const;
    void told();

private:
    milliseconds since_{0};
    std::uint64_t recorded_ = 0, left_ = 0;
};

}  // namespace diag::commands
