// SPDX-License-Identifier: Apache-2.0
// What to type next, as it works from here: for the same desk, as the same engineer.
#pragma once

#include <string>
#include <string_view>

#include "platform/command_line.hpp"

namespace diag::desk {

/// "safr-desk WORDS --desk DIR", with --desk as it was given; `words` are quoted already.
std::string next_at_desk(const Invocation& invocation, std::string_view words);

/// The option that names the engineer's key: of this command, and of the one to type next. --key of
/// fetch is the one that opens.
struct KeyOptions {
    std::string_view here = "--key";
    std::string_view there = "--key";
};

/// The same with everything that was given to reach the desk's server as this engineer.
std::string next_at_server(const Invocation& invocation, std::string_view words,
                           KeyOptions key = {});

}  // namespace diag::desk
