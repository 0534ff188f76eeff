// SPDX-License-Identifier: Apache-2.0
// What the completion scripts of all shells are made of. For platform/command_line_*.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/command_line_parts.hpp"

namespace diag::command_line {

/// A shell function's name from a program's: "_safr_diag".
std::string function_of(std::string_view program);

/// In single quotes, for a shell of the Bourne family.
std::string quoted_word(std::string_view text);

std::vector<std::string_view> names_of(const std::vector<Option>& options);

/// Every command that is shown, and "help".
std::vector<std::string_view> command_names(const Program& program);

std::string bash_script(const Program& program);
std::string zsh_script(const Program& program);
std::string fish_script(const Program& program);

}  // namespace diag::command_line
