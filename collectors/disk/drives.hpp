// SPDX-License-Identifier: Apache-2.0
// Asking drives and RAID controllers for their health through the makers' programs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/disk/blocks.hpp"

namespace diag::disk {

/// Gives smart.<disk> for each drive that may know its health, raid.<program> for each controller
/// program that is installed. Drives that sleep are left asleep. Nothing is started past `deadline`
/// (on the clock's uptime). Returns the sectors each ATA drive fears lost (attributes 197 and 198).
std::map<std::string, std::uint64_t, std::less<>> give_drives(World& world, Sink& sink,
                                                              const std::vector<Block>& blocks,
                                                              milliseconds deadline);

}  // namespace diag::disk
