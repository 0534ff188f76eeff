// SPDX-License-Identifier: Apache-2.0
// The other hosts of the cluster, as the databases of this server announce them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/site.hpp"

namespace diag::install {

/// Asks every mongod of the site `hello`, which needs no account, and returns the hosts of its set
/// but this one, without ports. Empty where there is none, or none answers within a second.
std::vector<std::string> announced_nodes(const Site& site);

/// The hosts of one answer to `hello` but the one that answered and names of this machine.
std::vector<std::string> nodes_in(std::string_view hello);

}  // namespace diag::install
