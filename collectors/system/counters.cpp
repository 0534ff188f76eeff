// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/counters.hpp"

#include <algorithm>
#include <limits>

#include "platform/text.hpp"

namespace diag::host {
namespace {

constexpr std::uint64_t kilo = 1024;

/// `kib` in bytes; a number no machine has becomes 0 rather than a wrapped one.
std::uint64_t bytes_of(const Counters& counters, std::string_view name) {
    const auto kib = count(counters, name);
    return kib > std::numeric_limits<std::uint64_t>::max() / kilo ? 0 : kib * kilo;
}

std::uint64_t less(std::uint64_t from, std::uint64_t what) { return from > what ? from - what : 0; }

std::uint64_t pages_of(const Counters& counters, std::string_view name, std::uint64_t size) {
    const auto pages = count(counters, name);
    return size != 0 && pages > std::numeric_limits<std::uint64_t>::max() / size ? 0 : pages * size;
}

std::optional<Stall> stall_of(std::string_view line) {
    Stall stall;
    int found = 0;
    for (const auto word : words_of(line)) {
        const auto is = word.find('=');
        if (is == std::string_view::npos) continue;
        const auto share = real(word.substr(is + 1));
        const auto name = word.substr(0, is);
        auto* field = name == "avg10"    ? &stall.avg10
                      : name == "avg60"  ? &stall.avg60
                      : name == "avg300" ? &stall.avg300
                                         : nullptr;
        if (!field || !share) continue;
        *field = std::clamp(*share, 0.0, 100.0);
        ++found;
    }
    return found == 3 ? std::optional(stall) : std::nullopt;
}

}  // namespace

Counters counters_of(std::string_view text) {
    Counters counters;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() < 2) continue;
        auto name = words[0];
        if (name.ends_with(':')) name.remove_suffix(1);
        if (const auto number = natural(words[1]); number && !name.empty())
            counters.insert_or_assign(std::string(name), *number);
    }
    return counters;
}

std::uint64_t count(const Counters& counters, std::string_view name) {
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
}

std::uint64_t advanced(std::uint64_t before, std::uint64_t after) {
    if (after >= before) return after - before;
    constexpr std::uint64_t range = 1ull << 32;
    const bool went_round = before < range && before - after > range / 2;
    return went_round ? after + range - before : 0;
}

std::optional<Memory> memory_of(std::string_view meminfo) {
    const auto counters = counters_of(meminfo);
    Memory memory{.total = bytes_of(counters, "MemTotal")};
    if (memory.total == 0) return std::nullopt;
    memory.free = bytes_of(counters, "MemFree");
    memory.estimated = !counters.contains("MemAvailable");
    const auto cache = less(bytes_of(counters, "Cached"), bytes_of(counters, "Shmem"));
    memory.available = memory.estimated ? memory.free + cache + bytes_of(counters, "SReclaimable")
                                        : bytes_of(counters, "MemAvailable");
    memory.available = std::min(memory.available, memory.total);
    memory.swap_total = bytes_of(counters, "SwapTotal");
    memory.swap_free = std::min(bytes_of(counters, "SwapFree"), memory.swap_total);
    memory.commit_limit = bytes_of(counters, "CommitLimit");
    memory.committed = bytes_of(counters, "Committed_AS");
    const auto page = bytes_of(counters, "Hugepagesize");
    memory.huge_reserved = pages_of(counters, "HugePages_Total", page);
    memory.huge_free = less(pages_of(counters, "HugePages_Free", page),
                            pages_of(counters, "HugePages_Rsvd", page));
    return memory;
}

std::optional<Pressure> pressure_of(std::string_view text) {
    std::optional<Pressure> pressure;
    std::optional<Stall> full;
    for (const auto line : lines_of(text)) {
        const auto stall = stall_of(line);
        if (line.starts_with("some ") && stall) pressure = Pressure{.some = *stall, .full = {}};
        if (line.starts_with("full ")) full = stall;
    }
    if (pressure) pressure->full = full;
    return pressure;
}

}  // namespace diag::host
