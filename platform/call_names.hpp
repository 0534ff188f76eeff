// SPDX-License-Identifier: Apache-2.0
// Calls of the kernel, by what becomes of them behind a filter.
#pragma once

#include <span>
#include <string_view>

namespace diag {

struct CallName {
    unsigned number = 0;  ///< on this processor
    std::string_view name;
};

/// Of no honest use to a collector, nor to a program that it starts.
std::span<const CallName> never_honest_calls();

/// What an honest program may try, and goes on without.
std::span<const CallName> tried_calls();

/// What a worker needs that starts no programs, beside those whose arguments decide.
std::span<const CallName> needed_calls();

/// What sockets need beside those, for who has them already or may make some.
std::span<const CallName> network_calls();

/// Of Linux 6.1, whose headers Debian 12 has; numbers go up.
unsigned newest_known_call();

/// "mount"; empty where it is none that is denied by name. Takes no memory.
std::string_view name_of_call(unsigned number);

/// Whether name_of_call() gives it for any number.
bool is_name_of_call(std::string_view name);

}  // namespace diag
