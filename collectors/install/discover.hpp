// SPDX-License-Identifier: Apache-2.0
// The SAFR installation of this server, put together from what /proc and safrports.conf tell.
#pragma once

#include <string>
#include <vector>

#include "collectors/collector.hpp"

namespace diag::install {

/// What discovery read, for the judge beside the site itself.
struct Discovery {
    Site site;
    Result<std::string> ports_conf;       ///< safrports.conf as it is
    std::string role_reason;              ///< why the role is thought to be that
    std::vector<ServicePort> taken;       ///< ports of SAFR that somebody else listens on
    std::vector<std::string> root_links;  ///< the roots, where they are links
    bool root_there = false;              ///< the program root exists
};

/// Asks the machine; never longer than a few hundred ms beyond a root on a mount that hangs.
Discovery discover(World& world);

/// What the node is in the cluster, from what runs on it (safr-facts 1.1 and 3: VIRGA, Reports and
/// Web Console are served by the primary alone; simple nodes hold no database).
std::string role_of(const Site& site, std::string& reason);

}  // namespace diag::install
