// SPDX-License-Identifier: Apache-2.0
// The service in figures, as Prometheus reads them.
#pragma once

#include <cstdint>
#include <string>

#include "agent/service/service.hpp"

namespace diag::service {

/// In the text format of version 0.0.4. `rss` is this process's resident memory, in bytes.
std::string metrics_text(const Picture& picture, Time now, std::uint64_t rss);

}  // namespace diag::service
