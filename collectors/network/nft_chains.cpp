// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/nft_chains.hpp"

#include <map>
#include <vector>

namespace diag::network {
namespace {

/// "inet filter input": chains of different tables may share a name.
std::string place_of(const json::value& object, std::string_view chain) {
    return json::text_at(object, "family").value_or("") + " " +
           json::text_at(object, "table").value_or("") + " " + std::string(chain);
}

/// Where the parts of a rule, or the elements of a map, lead on to.
void add_targets(const json::value& part, std::vector<std::string>& names, int depth = 0) {
    constexpr int deepest = 16;
    if (depth > deepest) return;
    for (const auto* verdict : {"jump", "goto"})
        if (const auto* lead = json::find(part, verdict))
            if (auto name = json::text_at(*lead, "target")) names.push_back(std::move(*name));
    if (const auto* list = part.if_array())
        for (const auto& each : *list) add_targets(each, names, depth + 1);
    if (const auto* object = part.if_object())
        for (const auto& [key, value] : *object) add_targets(value, names, depth + 1);
}

}  // namespace

std::string chain_of(const json::value& rule) {
    return place_of(rule, json::text_at(rule, "chain").value_or(""));
}

std::set<std::string> chains_of_input(const json::array& ruleset) {
    std::map<std::string, std::vector<std::string>> leads;
    std::vector<std::string> open;
    for (const auto& each : ruleset) {
        if (const auto* chain = json::find(each, "chain"))
            if (json::text_at(*chain, "hook") == "input")
                open.push_back(place_of(*chain, json::text_at(*chain, "name").value_or("")));
        const auto* rule = json::find(each, "rule");
        const auto* map = json::find(each, "map");
        if (!rule && !map) continue;
        const auto& holder = rule ? *rule : *map;
        std::vector<std::string> names;
        add_targets(holder, names);
        auto& targets = map ? open : leads[chain_of(holder)];
        for (const auto& name : names) targets.push_back(place_of(holder, name));
    }
    std::set<std::string> reached;
    while (!open.empty()) {
        const auto chain = std::move(open.back());
        open.pop_back();
        if (!reached.insert(chain).second) continue;
        if (const auto further = leads.find(chain); further != leads.end())
            open.insert(open.end(), further->second.begin(), further->second.end());
    }
    return reached;
}

}  // namespace diag::network
