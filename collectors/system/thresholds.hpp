// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "collectors/collector.hpp"

namespace diag::host {

/// Every number the judges of this folder compare with, with its source.
extern const std::span<const Threshold> thresholds;

}  // namespace diag::host
