// SPDX-License-Identifier: Apache-2.0
// Which layout does a state directory have, and can this program work with it?
//
// The file `version` in it says so: the number of the layout, a space, the version of the program
// that wrote it. Where there is none, the layout is 1: that of all programs before the file.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "platform/result.hpp"

namespace diag::config {

/// Of what this program keeps. A change that an older program would misread makes it one more,
/// with a step, a fixture in tests/fixtures/state and its test.
inline constexpr unsigned state_layout = 1;

struct StateVersion {
    unsigned layout = 1;
    std::string by;  ///< version of the program that wrote it; empty: not told
};

/// Fails with malformed where the file holds something else; an absent directory is of layout 1.
Result<StateVersion> state_version(const std::filesystem::path& state);

/// From one layout to the next. Called again after a power cut at any point: what is done already
/// must be found so, and all of it must be on the disk before it returns.
struct StateStep {
    unsigned from = 1;
    Result<> (*take)(const std::filesystem::path& state);
};

/// One from each layout before state_layout.
std::span<const StateStep> state_steps();

/// Brings the directory to `layout`, step by step; each is on record before the next. One process
/// does it, others wait. Nothing where it is there already, or the directory is not.
///
/// Fails with unsupported, and changes nothing, where a newer program wrote it.
Result<> bring_up_state(const std::filesystem::path& state, std::span<const StateStep> steps,
                        unsigned layout);

/// The same with this program's steps.
Result<> bring_up_state(const std::filesystem::path& state);

/// Makes the directory ours where it is not there, and writes the file where there is none: for who
/// is about to write into the directory anyway, before anything else does. Without the file, the
/// next layout would take for layout 1 what this program wrote.
///
/// Fails as own_directory(), and with full, denied or io.
Result<> mark_state(const std::filesystem::path& state);

}  // namespace diag::config
