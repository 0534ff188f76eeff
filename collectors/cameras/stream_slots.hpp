// SPDX-License-Identifier: Apache-2.0
// How many cameras send their stream to us at once: the network is the customer's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace diag::cameras {

class StreamSlots {
public:
    /// `changes` grows with each slot taken and lives longer.
    StreamSlots(std::size_t count, std::uint64_t& changes) : count_(count), changes_(&changes) {}

    /// False when none is free.
    bool take() {
        if (taken_ >= count_) return false;
        ++taken_;
        ++*changes_;
        return true;
    }
    void give_back() { --taken_; }

    std::size_t taken() const { return taken_; }

private:
    std::size_t count_;
    std::size_t taken_ = 0;
    std::uint64_t* changes_;
};

}  // namespace diag::cameras
