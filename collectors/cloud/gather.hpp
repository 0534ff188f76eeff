// SPDX-License-Identifier: Apache-2.0
// Looking at SAFR Cloud and the licence server from here.
#pragma once

#include "collectors/collector.hpp"

namespace diag::cloud {

void gather(World& world, Sink& sink);

}  // namespace diag::cloud
