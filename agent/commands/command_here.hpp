// SPDX-License-Identifier: Apache-2.0
// Commands that a command tells people to type: as they work here, with the options by which this
// very call was told where things are. Errors of lower rooms name none: they travel to others.
#pragma once

#include <string>
#include <string_view>

#include "platform/command_line.hpp"

namespace diag::commands {

/// From now on command_here() tells where this call was told that things are. Called once, before
/// there are threads.
void remember_places(const Invocation& invocation);

/// "safr-diag grant ID" as it works here: "safr-diag --state /srv/diag grant ID". Of another
/// program's command nothing is changed.
std::string command_here(std::string_view command);

}  // namespace diag::commands
