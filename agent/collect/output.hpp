// SPDX-License-Identifier: Apache-2.0
// Where the bytes of a content go.
#pragma once

#include <functional>
#include <string_view>

#include "platform/result.hpp"

namespace diag::collect {

/// Into volumes, or into a file to be looked at first.
using Output = std::function<Result<>(std::string_view)>;

/// The same, but it takes nothing more, and fails with refused, once somebody wants the run to end.
Output unless_interrupted(Output output);

}  // namespace diag::collect
