// SPDX-License-Identifier: Apache-2.0
// Asking SAFR's services: processes, units, and the paths that answer without credentials.
#pragma once

#include "collectors/collector.hpp"

namespace diag::safr_services {

void gather(World& world, Sink& sink);

}  // namespace diag::safr_services
