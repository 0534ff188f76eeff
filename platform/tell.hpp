// SPDX-License-Identifier: Apache-2.0
// Running a program of the system that is told something: programs.hpp with a standard input.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/programs.hpp"

namespace diag {

/// Programs::run with `input` as standard input. It comes from memory, whole before the program
/// starts: one that reads none of it holds nobody up. Fails as Programs::run does.
Result<ProgramOutput> tell(const std::vector<std::string>& argv, std::string_view input,
                           std::size_t limit, milliseconds patience);

}  // namespace diag
