// SPDX-License-Identifier: Apache-2.0
// VIRGO's factory configuration: feeds that run here whether or not VIRGA answers.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"
#include "platform/json.hpp"

namespace diag::cameras {

struct FactoryFile {
    std::string path;
    bool local;  ///< on the system's own disk; else asked with patience
};

/// Where it may lie: /etc (vendor page G5), and below SAFR's roots, which is not documented.
std::vector<FactoryFile> factory_files(const Scope& scope);

/// Of at most 8 MiB; absent where there is none.
Result<json::value> read_factory(World& world, const FactoryFile& file);

}  // namespace diag::cameras
