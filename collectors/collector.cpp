// SPDX-License-Identifier: Apache-2.0
#include "collectors/collector.hpp"

#include <algorithm>
#include <stdexcept>

namespace diag {

std::optional<std::string_view> item(const Evidence& evidence, std::string_view name) {
    const auto found = evidence.find(name);
    if (found == evidence.end() || !found->second) return std::nullopt;
    return std::string_view(*found->second);
}

std::vector<std::string> face_stores(const Scope& scope) {
    std::vector<std::string> stores;
    for (const auto* root :
         {&scope.data_root, &scope.program_root, &scope.site.data_root, &scope.site.program_root}) {
        auto store = *root + "/cv-storage";
        if (!root->empty() && std::find(stores.begin(), stores.end(), store) == stores.end())
            stores.push_back(std::move(store));
    }
    return stores;
}

double threshold(const Thresholds& in_force, std::span<const Threshold> known,
                 std::string_view key) {
    if (const auto found = in_force.find(key); found != in_force.end()) return found->second;
    const auto row = std::find_if(known.begin(), known.end(),
                                  [&](const Threshold& each) { return each.key == key; });
    if (row == known.end()) throw std::logic_error("no threshold " + std::string(key));
    return row->value;
}

}  // namespace diag
