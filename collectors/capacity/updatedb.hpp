// SPDX-License-Identifier: Apache-2.0
// Which folders locate's nightly walk leaves out: updatedb.conf(5) of mlocate and plocate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace diag::capacity {

struct Updatedb {
    std::vector<std::string> paths;  ///< PRUNEPATHS
    std::vector<std::string> types;  ///< PRUNEFS, in lower case
    std::vector<std::string> names;  ///< PRUNENAMES: folders of that name anywhere
    bool bind_mounts = false;        ///< PRUNE_BIND_MOUNTS: true where they are left out
};

/// Lines NAME = "VALUE". At most 1000 of each; what it does not understand it passes over.
Updatedb updatedb_conf(std::string_view text);

/// Whether the walk stays out of `path`, which lies on a file system of that type.
bool leaves_out(const Updatedb& conf, std::string_view path, std::string_view type);

}  // namespace diag::capacity
