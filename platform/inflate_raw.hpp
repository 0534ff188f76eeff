// SPDX-License-Identifier: Apache-2.0
// Deflate without a wrapping (RFC 1951), as members of a zip have it, unpacked in pieces.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "platform/inflate.hpp"

namespace diag {

class InflateRaw {
public:
    InflateRaw();
    InflateRaw(const InflateRaw&) = delete;
    InflateRaw& operator=(const InflateRaw&) = delete;
    ~InflateRaw();

    /// Goes on with the stream, whose end it finds itself; where neither bytes were used nor made,
    /// more are needed. Fails with malformed.
    Result<Inflate::Step> step(std::string_view packed, std::span<char> room);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace diag
