// SPDX-License-Identifier: Apache-2.0
// Processes that write into one store.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include "sample.hpp"

namespace diag::test {

/// Runs in a child; true when it did so to its end.
template <class Do>
pid_t in_child(Do work) {
    const auto child = ::fork();
    if (child == 0) ::_exit(work() ? 0 : 1);
    return child;
}

inline int ending_of(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

inline std::string id_of(char who, int number) {
    auto digits = std::to_string(number);
    return std::string(1, who) + "-" + std::string(8 - digits.size(), '0') + digits;
}

/// Tells each number once it is kept, where `told` is a descriptor.
inline bool add_many(const std::filesystem::path& file, char who, int count, int told = -1) {
    auto store = desk::sqlite_store(file);
    if (!store) return false;
    for (int i = 0; i < count; ++i) {
        if (!store->requests->add(posted(id_of(who, i)))) return false;
        if (told >= 0 && ::write(told, &i, sizeof i) != sizeof i) return false;
    }
    return true;
}

}  // namespace diag::test
