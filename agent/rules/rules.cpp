// SPDX-License-Identifier: Apache-2.0
#include "agent/rules/rules.hpp"

#include <array>
#include <set>
#include <utility>

namespace diag::rules {
namespace {

using List = std::vector<std::string> Rules::*;
constexpr std::array<std::pair<const char*, List>, 7> lists{{{"names", &Rules::names},
                                                             {"patterns", &Rules::patterns},
                                                             {"words", &Rules::words},
                                                             {"exceptions", &Rules::exceptions},
                                                             {"secrets", &Rules::secrets},
                                                             {"hosts", &Rules::hosts},
                                                             {"labels", &Rules::labels}}};

}  // namespace

Rules joined(Rules first, const Rules& second) {
    for (const auto& [name, list] : lists) {
        auto& all = first.*list;
        std::set<std::string, std::less<>> known(all.begin(), all.end());
        for (const auto& each : second.*list)
            if (known.insert(each).second) all.push_back(each);
    }
    return first;
}

json::value to_json(const Rules& rules) {
    json::object document;
    for (const auto& [name, list] : lists) {
        json::array all;
        for (const auto& each : rules.*list) all.emplace_back(each);
        document[name] = std::move(all);
    }
    return document;
}

Result<Rules> rules_from(const json::value& document) {
    const Error broken{Fault::malformed, "an assignment without its rules"};
    const auto* members = document.if_object();
    if (members == nullptr || members->size() != lists.size()) return broken;
    Rules rules;
    for (const auto& [name, list] : lists) {
        const auto* member = members->if_contains(name);
        const auto* all = member != nullptr ? member->if_array() : nullptr;
        if (all == nullptr) return broken;
        for (const auto& each : *all) {
            if (!each.is_string()) return broken;
            (rules.*list).emplace_back(each.get_string());
        }
    }
    return rules;
}

}  // namespace diag::rules
