// SPDX-License-Identifier: Apache-2.0
// What was packed, unpacked again: the bytes that whoever opens the bundle will have.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::collect {

/// A stretch of a file that holds whole gzip members.
struct Stretch {
    int file = -1;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// Unpacks the stretch into `take`, piece by piece, in constant memory. `take` says false to end
/// it. Fails with io, or malformed where it is not whole members.
Result<> reread(const Stretch& stretch, const std::function<bool(std::string_view)>& take);

/// All of it, unpacked. Fails with full past `limit` bytes.
Result<std::string> reread_text(const Stretch& stretch, std::size_t limit);

}  // namespace diag::collect
