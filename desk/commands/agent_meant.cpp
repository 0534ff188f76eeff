// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/agent_meant.hpp"

#include "desk/commands/beginnings.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

bool fits(const std::string& agent, const std::string& site, const std::string& word) {
    constexpr std::string_view prefix = "agent-";
    return begins_with(agent, word) || site == word ||
           (agent.starts_with(prefix) && begins_with(agent.substr(prefix.size()), word));
}

}  // namespace

Result<std::string> agent_meant(DeskServer& server, const std::string& word) {
    const auto answer = server.get("/v1/agents");
    if (!answer) return answer.error();
    if (!answer->is_array())
        return Error{Fault::malformed, "the desk's server answered with no list of agents"};
    std::vector<std::string> found, found_in_words, all;
    for (const auto& each : answer->get_array()) {
        const auto agent = json::text_at(each, "agent").value_or("");
        const auto site = json::text_at(each, "site").value_or("");
        if (agent == word) return agent;
        if (json::flag_at(each, "revoked").value_or(false)) continue;
        all.push_back(printable(agent) + " (" + printable(site) + ")");
        if (!fits(agent, site, word)) continue;
        found.push_back(agent);
        found_in_words.push_back(all.back());
    }
    if (found.size() == 1) return found.front();
    if (!found.empty())
        return Error{Fault::refused, "--agent: several agents are meant by " + printable(word) +
                                         ": " + candidates(found_in_words)};
    return Error{Fault::absent,
                 "--agent: this desk knows no agent and no site " + printable(word) +
                     (all.empty() ? ": none is enrolled yet" : ": there are " + candidates(all))};
}

}  // namespace diag::desk
