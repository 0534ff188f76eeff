// SPDX-License-Identifier: Apache-2.0
// What a new process does before it is a program. All of it is async-signal-safe
// (signal-safety(7)), as the process that it is a copy of may have had several threads.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "platform/child.hpp"

namespace diag {

/// Pointers made before the fork, because allocating after it is not safe.
struct WordPointers {
    explicit WordPointers(const std::vector<std::string>& words) {
        for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
        pointers.push_back(nullptr);
    }
    std::vector<char*> pointers;
};

/// Closes every descriptor but those in `keep`.
void close_all_but(const int* keep, std::size_t count);

/// SIGKILL comes when the parent dies (PR_SET_PDEATHSIG); ends at once where it has died already.
void die_with(pid_t parent);

/// Nobody's handlers, and no signal held back.
void forget_signal_handlers();

/// Takes on what `plan` says and is its program; where that cannot be, errno goes to `report`.
[[noreturn]] void become(const Child::Plan& plan, std::vector<std::pair<int, int>>& moves,
                         std::vector<int>& keep, WordPointers& argv, WordPointers& environment,
                         int report, pid_t parent);

}  // namespace diag
