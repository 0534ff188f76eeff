// SPDX-License-Identifier: Apache-2.0
// Ids that people shorten to their beginning, and agents as people call them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "agent/exchange/short_id.hpp"
#include "platform/text.hpp"

namespace diag::desk {

using exchange::begins_with;

/// An agent is called by its id, the beginning of it (with or without "agent-"), or its site's
/// name.
inline bool is_called(std::string_view agent, std::string_view site, std::string_view word) {
    constexpr std::string_view prefix = "agent-";
    return agent == word || site == word || begins_with(agent, word) ||
           (agent.starts_with(prefix) && begins_with(agent.substr(prefix.size()), word));
}

/// Of `all` those whose agent is called so; where one has that very id, only its own.
template <class Each, class Agent, class Site>
void keep_called(std::vector<Each>& all, std::string_view word, Agent agent_of, Site site_of) {
    const auto is_it = [&](const Each& each) { return agent_of(each) == word; };
    if (std::ranges::any_of(all, is_it))
        std::erase_if(all, [&](const Each& each) { return !is_it(each); });
    else
        std::erase_if(
            all, [&](const Each& each) { return !is_called(agent_of(each), site_of(each), word); });
}

/// "a, b, c": five at most, and how many more there are.
inline std::string candidates(const std::vector<std::string>& names) {
    constexpr std::size_t most = 5;
    const auto shown = std::min(most, names.size());
    auto text = joined(std::vector<std::string>(
        names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)));
    if (names.size() > shown) text += " and " + std::to_string(names.size() - shown) + " more";
    return text;
}

}  // namespace diag::desk
