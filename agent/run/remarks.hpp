// SPDX-License-Identifier: Apache-2.0
// What there is to say of a worker beside how it ended: limits it came near, system calls it was
// denied.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace diag::run {

class Remarks {
public:
    /// The worker says so and may no longer be ours: taken are names of calls that a filter denies,
    /// or "call 217", and no more than eight.
    void denied(std::string_view call);

    /// No call is denied to it.
    void unfiltered() { unfiltered_ = true; }

    /// False where that limit was warned of before.
    bool warned(std::string_view limit, std::string_view words);

    /// The note of an outcome. That limits were near counts only where it did not end well.
    std::string beside(std::string note, bool ended_well) const;

private:
    std::vector<std::string> calls_;
    std::vector<std::string> limits_;
    std::string warnings_;
    bool unfiltered_ = false;
};

/// From 80 % of a limit on there is time to say so before it is passed. 0 is no limit.
bool is_near(std::uint64_t measured, std::uint64_t limit);

/// Files, sockets and pipes that a worker may have open (getrlimit(2)); it has the limit that we
/// have, and the kernel refuses more. 0: no limit.
std::uint64_t most_open_files();

}  // namespace diag::run
