// SPDX-License-Identifier: Apache-2.0
// What ClamAV looks at as it is opened: clamd.conf(5) and the command line of clamonacc(8).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::capacity {

struct Clamd {
    std::vector<std::string> included;  ///< OnAccessIncludePath: folders and all below
    std::vector<std::string> mounts;    ///< OnAccessMountPath: whole file systems
    std::vector<std::string> excluded;  ///< OnAccessExcludePath
    /// OnAccessExcludeUname, OnAccessExcludeUID (as text), OnAccessExcludeRootUID ("0"): what
    /// processes of theirs open is not scanned.
    std::vector<std::string> spared_users;
    bool on_access = false;  ///< ScanOnAccess: clamd itself does it, before 0.102
};

/// Lines "Option argument"; comments and other options are passed over. At most 1000 of each.
Clamd clamd_conf(std::string_view text);

/// Files that a command line of clamonacc names, its words parted by zero bytes.
struct ClamonaccFiles {
    std::string config, watched, excluded;  ///< -c, -W, -e; empty where it names none
};
ClamonaccFiles files_of_clamonacc(std::string_view command_line);

/// A list of folders, one a line, as -e and -W name it.
std::vector<std::string> folders_in(std::string_view text);

}  // namespace diag::capacity
