// SPDX-License-Identifier: Apache-2.0
// Hardware RAID, as the makers' own programs tell it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::disk {

/// A volume or a drive of a RAID controller.
struct Part {
    std::string name;   ///< "0/0", "252:4", "logicaldrive 1"
    std::string state;  ///< in the maker's words: "Optl", "Dgrd", "OK", "Failed"
    bool volume = false;
    bool healthy = true;
    bool rebuilding = false;  ///< being mended already
};

/// "storcli64 /call/vall show J" or "... /call/eall/sall show J" (Broadcom, Dell's perccli).
std::vector<Part> parse_storcli(std::string_view text);

/// "ssacli ctrl all show config" (HPE).
std::vector<Part> parse_ssacli(std::string_view text);

}  // namespace diag::disk
