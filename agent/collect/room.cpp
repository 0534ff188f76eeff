// SPDX-License-Identifier: Apache-2.0
#include "agent/collect/room.hpp"

#include <algorithm>

#include "platform/text.hpp"

namespace diag::collect {
namespace {

constexpr double least = 1 << 20;
constexpr milliseconds patience{5000};

}  // namespace

Result<std::uint64_t> bundle_room(Paths& paths, const std::filesystem::path& directory,
                                  const DiskRules& rules) {
    const auto space = paths.space(directory.native(), patience);
    if (!space) return space.error();
    const auto available = static_cast<double>(space->bytes_available);
    const auto kept = static_cast<double>(space->bytes_total) * rules.keep_free / 100;
    const auto room = std::min(available * rules.free_share / 100, available - kept);
    if (room < least)
        return Error{Fault::full,
                     directory.native() + ": " + bytes_text(space->bytes_available) + " of " +
                         bytes_text(space->bytes_total) + " are free; a bundle may take " +
                         fixed(rules.free_share, 0) + " % of that and must leave " +
                         fixed(rules.keep_free, 0) +
                         " % of the disk free. Free some space, or give --out a directory on "
                         "another disk"};
    return static_cast<std::uint64_t>(room);
}

}  // namespace diag::collect
