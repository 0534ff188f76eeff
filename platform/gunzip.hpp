// SPDX-License-Identifier: Apache-2.0
// Unpacking gzip (RFC 1952) of any number of members, in pieces, in constant memory.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "platform/result.hpp"

namespace diag {

class Gunzip {
public:
    using Sink = std::function<Result<>(std::string_view bytes)>;

    explicit Gunzip(Sink sink);
    Gunzip(Gunzip&&) noexcept;
    Gunzip& operator=(Gunzip&&) noexcept;
    ~Gunzip();

    /// Fails with malformed where the bytes are no gzip or a checksum is wrong, or as the sink
    /// does.
    Result<> write(std::string_view packed);

    /// Fails with malformed when the last member is not whole.
    Result<> finish() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace diag
