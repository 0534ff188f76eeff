// SPDX-License-Identifier: Apache-2.0
// Words of commands that people are told to type.
#pragma once

#include <string>
#include <string_view>

namespace diag {

/// A word as a POSIX shell reads it back: as it is where that is safe, else in single quotes.
std::string shell_word(std::string_view word);

}  // namespace diag
