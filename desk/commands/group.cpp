// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/group.hpp"

#include <algorithm>

#include "agent/exchange/short_id.hpp"
#include "platform/digest.hpp"

namespace diag::desk {

std::string group_of(std::string_view id) { return std::string(id.substr(0, group_length)); }

std::string sibling_of(std::string_view id) {
    return group_of(id) + uuid_v7(Time{}).substr(group_length);
}

Result<std::vector<AskedBefore>> group_among(const std::vector<AskedBefore>& all,
                                             const std::string& word) {
    std::vector<AskedBefore> found;
    for (const auto& each : all)
        if (each.standing.id == word || exchange::begins_with(each.standing.id, word))
            found.push_back(each);
    const auto apart = [&](const AskedBefore& each) {
        return group_of(each.standing.id) != group_of(found.front().standing.id);
    };
    if (found.empty() || std::ranges::any_of(found, apart)) {
        // It says what is wrong with the word.
        auto one = meant_among(all, word);
        if (!one) return one.error();
        return std::vector<AskedBefore>{std::move(*one)};
    }
    std::ranges::sort(found, {}, [](const AskedBefore& each) { return each.standing.id; });
    return found;
}

}  // namespace diag::desk
