// SPDX-License-Identifier: Apache-2.0
// How wide a table may be that people read and programs search.
#pragma once

#include <cstddef>

namespace diag::commands {

/// The terminal's columns; where standard output is none, as many as a row takes, so that a row is
/// one line.
std::size_t output_width();

}  // namespace diag::commands
