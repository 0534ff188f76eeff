// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "platform/cpu_queue.hpp"
#include "platform/files.hpp"
#include "platform/text.hpp"

namespace diag {
namespace {

constexpr std::size_t proc_limit = 4096;
constexpr std::size_t most_threads = 256;

}  // namespace

milliseconds queued_for_cpu(pid_t pid) {
    const auto tasks = "/proc/" + std::to_string(pid) + "/task";
    const auto names = system_files().list(tasks, most_threads);
    std::uint64_t nanoseconds = 0;
    if (names)
        for (const auto& name : *names)
            if (const auto text =
                    system_files().read(tasks + "/" + name + "/schedstat", proc_limit))
                if (const auto words = words_of(*text); words.size() > 1)
                    nanoseconds += natural(words[1]).value_or(0);
    return milliseconds{static_cast<std::int64_t>(nanoseconds / 1'000'000)};
}

}  // namespace diag
