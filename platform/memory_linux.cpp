// SPDX-License-Identifier: Apache-2.0
#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <sys/mman.h>

#include <charconv>
#include <cstdint>
#include <optional>

#include "platform/files.hpp"
#include "platform/memory.hpp"
#include "platform/text.hpp"

namespace diag {

#ifdef __GLIBC__

void keep_memory_small() {
    constexpr int trim_above = 256 << 10;
    constexpr int map_above = 128 << 10;  // fixed, as it would grow with the blocks that are freed
    ::mallopt(M_ARENA_MAX, 1);
    ::mallopt(M_TRIM_THRESHOLD, trim_above);
    ::mallopt(M_MMAP_THRESHOLD, map_above);
}

#else

void keep_memory_small() {}

#endif

namespace {

/// A mapping of a file that nobody may write to and nobody wrote to: the kernel reads it again when
/// it is touched.
struct Mapping {
    std::uintptr_t from = 0, to = 0;
    bool clean = false;
};

/// "7f...-7f... r-xp 00000000 fe:00 131 /usr/lib/libx.so"; nothing for any other line.
std::optional<Mapping> mapping_from(std::string_view line) {
    const auto words = words_of(line);
    if (words.size() < 6 || words[1].size() != 4 || words[5].front() != '/') return {};
    const auto dash = words[0].find('-');
    const auto hex = [](std::string_view text) {
        std::uintptr_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number, 16);
        return number;
    };
    if (dash == std::string_view::npos || words[1][0] != 'r' || words[1][1] != '-') return {};
    return Mapping{hex(words[0].substr(0, dash)), hex(words[0].substr(dash + 1)), true};
}

void drop(const std::optional<Mapping>& mapping) {
    if (!mapping || !mapping->clean || mapping->from >= mapping->to) return;
    ::madvise(reinterpret_cast<void*>(mapping->from), mapping->to - mapping->from, MADV_DONTNEED);
}

}  // namespace

void give_back_memory() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
    constexpr std::size_t smaps_limit = 4 << 20;
    const auto smaps = system_files().read("/proc/self/smaps", smaps_limit);
    if (!smaps) return;
    std::optional<Mapping> mapping;
    for (const auto line : lines_of(*smaps)) {
        const auto colon = line.find(':');
        const bool head = line.find('-') < line.find(' ') &&
                          (colon == std::string_view::npos || line.find(' ') < colon);
        if (head) {
            drop(mapping);
            mapping = mapping_from(line);
        } else if (mapping &&
                   (line.starts_with("Private_Dirty:") || line.starts_with("Anonymous:"))) {
            const auto words = words_of(line);
            if (words.size() < 2 || words[1] != "0") mapping->clean = false;
        }
    }
    drop(mapping);
}

}  // namespace diag
