// SPDX-License-Identifier: Apache-2.0
// Every collector there is. A new one: collectors/x.cpp (or x/), a line in catalog.def, a test.
#pragma once

#include <span>

#include "collectors/collector.hpp"

namespace diag {

namespace collectors {
#define COLLECTOR(name) extern const Collector name;
#include "collectors/catalog.def"
#undef COLLECTOR
}  // namespace collectors

/// All of them, in the order of catalog.def.
std::span<const Collector* const> catalog();

/// The one of that id, or nullptr.
const Collector* collector_named(std::string_view id);

}  // namespace diag
