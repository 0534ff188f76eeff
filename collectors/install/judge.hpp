// SPDX-License-Identifier: Apache-2.0
// What discovery means.
#pragma once

#include "collectors/collector.hpp"

namespace diag::install {

Judgement judge(const Evidence& evidence, const Thresholds& in_force);

}  // namespace diag::install
