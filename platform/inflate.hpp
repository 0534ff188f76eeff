// SPDX-License-Identifier: Apache-2.0
// One gzip member (RFC 1952) unpacked into room that the caller gives, its checksum and length
// compared. For big files that are read to be proven: docs/decisions/0009 has the speeds.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "platform/result.hpp"

namespace diag {

class Inflate {
public:
    struct Step {
        std::size_t used = 0;  ///< bytes taken from what is packed
        std::size_t made = 0;  ///< bytes written into the room
        bool ended = false;    ///< the member is over, its trailer held
    };

    Inflate();
    Inflate(const Inflate&) = delete;
    Inflate& operator=(const Inflate&) = delete;
    ~Inflate();

    /// Goes on with the member; where neither bytes were used nor made, more are needed. Fails with
    /// malformed where the bytes are no gzip, or the trailer does not fit what was unpacked. After
    /// an end or a failure only begin() helps.
    Result<Step> step(std::string_view packed, std::span<char> room);

    /// The next bytes are those of a new member.
    void begin();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace diag
