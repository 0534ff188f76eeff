// SPDX-License-Identifier: Apache-2.0
// Where state is kept, for who looks at it whatever a program before or after this one left there.
#pragma once

#include <filesystem>

#include "platform/command_line.hpp"
#include "platform/result.hpp"

namespace diag::commands {

/// Makes and changes nothing. Everybody else asks state_directory_of.
Result<std::filesystem::path> place_of_state(const Invocation& invocation);

/// Says so to a user who looks into a directory of his own while root has one.
void tell_of_roots_record(const Invocation& invocation, const std::filesystem::path& state);

}  // namespace diag::commands
