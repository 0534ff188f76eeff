// SPDX-License-Identifier: Apache-2.0
// SAFR's processes: those whose program or working directory lies under one of its roots, never by
// guessed names (safr-facts 1.2).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/collector.hpp"
#include "collectors/install/sockets.hpp"

namespace diag::install {

/// All processes of SAFR below `roots`, with the sockets they listen on, in order of pid. What may
/// not be read is left out of them; processes of others that we may not look at are not seen.
std::vector<SiteProcess> processes_under(const std::vector<std::string>& roots, Files& files,
                                         Time now, const std::vector<Socket>& sockets);

/// The service that a process is, by the folder below a root, its program and its ports.
std::string service_of(const SiteProcess& process, const std::vector<std::string>& roots);

/// Whether the name of a program says that a person looks at files with it: shells, pagers, editors
/// and we ourselves. Their working directory says nothing.
bool is_tool(std::string_view program);

}  // namespace diag::install
