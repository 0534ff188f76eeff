// SPDX-License-Identifier: Apache-2.0
// Was it the system that refused, so that another user could?
#pragma once

#include "platform/result.hpp"

namespace diag {

/// Whether from_errno() made the error of EACCES or EPERM; what we refuse ourselves is none.
bool denied_by_system(const Error& error);

}  // namespace diag
