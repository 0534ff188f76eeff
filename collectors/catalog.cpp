// SPDX-License-Identifier: Apache-2.0
#include "collectors/catalog.hpp"

#include <array>

namespace diag {
namespace {

constexpr std::array all{
#define COLLECTOR(name) &collectors::name,
#include "collectors/catalog.def"
#undef COLLECTOR
};

}  // namespace

std::span<const Collector* const> catalog() { return all; }

const Collector* collector_named(std::string_view id) {
    for (const auto* collector : all)
        if (collector->id == id) return collector;
    return nullptr;
}

}  // namespace diag
