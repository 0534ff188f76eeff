// SPDX-License-Identifier: Apache-2.0
// What to type next, as it works from here: for the same desk, as the same engineer.
#pragma once

#include <string>
#include <string_view>

#include "platform/command_line.hpp"

namespace diag::desk {

/// As a shell of the Bourne family takes it: in single quotes where it needs any.
std::string shell_word(std::string_view word);

/// "safr-desk WORDS --desk DIR", with --desk as it was given; `words` are quoted already.
std::string next_at_desk(const Invocation& invocation, std::string_view words);

/// The same with everything that was given to reach the desk's server as this engineer. `key` is
/// the option that names the engineer's key here.
std::string next_at_server(const Invocation& invocation, std::string_view words,
                           std::string_view key = "--key");

}  // namespace diag::desk
