// SPDX-License-Identifier: Apache-2.0
// Commands that the program tells people to type: as they work here, with the options by which this
// very call was told where things are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diag {

/// From now on command_here() puts these options behind the name of `program`. Called once, before
/// there are threads.
void remember_call(std::string_view program,
                   const std::vector<std::pair<std::string, std::string>>& options);

/// "safr-diag grant ID" as it works here: "safr-diag --state /srv/diag grant ID". Of another
/// program's command nothing is changed.
std::string command_here(std::string_view command);

}  // namespace diag
