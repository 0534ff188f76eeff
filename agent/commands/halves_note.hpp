// SPDX-License-Identifier: Apache-2.0
// What a service that runs tells others on this server of its halves: STATE/serve.halves.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "platform/result.hpp"

namespace diag::commands {

struct HalvesNote {
    std::string why_one;    ///< empty: it is two
    bool as_meant = false;  ///< one is what this site or this user wants
    bool files = false;     ///< of the line half: confined by Landlock
    bool calls = false;     ///< by a filter of system calls
    std::string tried;      ///< a call that it was denied; empty: none
};

Result<> keep_note(const std::filesystem::path& state, const HalvesNote& note);
/// Nothing where no service has told of itself.
std::optional<HalvesNote> note_in(const std::filesystem::path& state);
void forget_note(const std::filesystem::path& state);

}  // namespace diag::commands
