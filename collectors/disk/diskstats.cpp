// SPDX-License-Identifier: Apache-2.0
#include "collectors/disk/diskstats.hpp"

#include <algorithm>
#include <array>

#include "platform/text.hpp"

namespace diag::disk {
namespace {

constexpr std::size_t fewest_fields =
    14;  // three that name the device, eleven counters (Linux 2.6)
constexpr std::uint64_t wrap = 1ull << 32;

/// The growth of a millisecond counter that may have wrapped once.
std::optional<std::uint64_t> growth(std::uint64_t before, std::uint64_t after) {
    if (after >= before) return after - before;
    if (before < wrap) return after + wrap - before;
    return {};
}

double average(std::uint64_t total, std::uint64_t count) {
    return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count);
}

}  // namespace

std::map<std::string, Totals, std::less<>> parse_diskstats(std::string_view text) {
    std::map<std::string, Totals, std::less<>> devices;
    for (const auto line : lines_of(text)) {
        const auto words = words_of(line);
        if (words.size() < fewest_fields) continue;
        const auto reads = natural(words[3]);
        const auto read_ms = natural(words[6]);
        const auto writes = natural(words[7]);
        const auto write_ms = natural(words[10]);
        const auto busy_ms = natural(words[12]);
        if (!reads || !read_ms || !writes || !write_ms || !busy_ms) continue;
        devices[std::string(words[2])] = {*reads, *read_ms, *writes, *write_ms, *busy_ms};
    }
    return devices;
}

double Load::average_ms() const {
    if (operations() == 0) return 0;
    return (read_ms * static_cast<double>(reads) + write_ms * static_cast<double>(writes)) /
           static_cast<double>(operations());
}

std::optional<Load> load_between(const Totals& before, const Totals& after, milliseconds span) {
    if (span.count() <= 0 || after.reads < before.reads || after.writes < before.writes) return {};
    const auto read_ms = growth(before.read_ms, after.read_ms);
    const auto write_ms = growth(before.write_ms, after.write_ms);
    const auto busy_ms = growth(before.busy_ms, after.busy_ms);
    if (!read_ms || !write_ms || !busy_ms) return {};
    Load load;
    load.reads = after.reads - before.reads;
    load.writes = after.writes - before.writes;
    load.read_ms = average(*read_ms, load.reads);
    load.write_ms = average(*write_ms, load.writes);
    load.busy = std::min(100.0, average(*busy_ms * 100, static_cast<std::uint64_t>(span.count())));
    load.span = span;
    return load;
}

}  // namespace diag::disk
