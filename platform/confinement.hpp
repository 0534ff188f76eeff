// SPDX-License-Identifier: Apache-2.0
// A process that gives up files and rights for good.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "platform/result.hpp"

namespace diag {

/// From now on no file can be opened, run, made or removed by this thread and all that comes from
/// it, but for reading those of `files` that are there now (landlock(7)): what takes the place of
/// one later is another file. What is open stays open. From Linux 6.7 on TCP connections go to
/// `ports` alone and none is listened for; from 6.12 on neither signals nor abstract sockets reach
/// processes outside.
///
/// Call it while there is one thread. Fails with unsupported where the kernel has no Landlock
/// (before 5.13, or not switched on): then nothing is given up.
Result<> give_up_files(std::span<const std::filesystem::path> files,
                       std::span<const std::uint16_t> ports);

/// Whether the kernel has Landlock. Changes nothing.
bool knows_landlock();

/// No capability is left and none can come back, also not by a program that is run
/// (PR_SET_NO_NEW_PRIVS); other processes of the same user cannot look into this one, and it leaves
/// no core. Fails with denied where one step is not granted.
Result<> give_up_powers();

}  // namespace diag
