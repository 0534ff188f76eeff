// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/agent_meant.hpp"

#include <algorithm>

#include "desk/commands/beginnings.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

Result<json::array> listed_agents(DeskServer& server) {
    auto answer = server.get("/v1/agents");
    if (!answer) return answer.error();
    if (!answer->is_array())
        return Error{Fault::malformed, "the desk's server answered with no list of agents"};
    return std::move(answer->get_array());
}

}  // namespace

Result<Sites> sites_of_agents(DeskServer& server) {
    const auto agents = listed_agents(server);
    if (!agents) return agents.error();
    Sites sites;
    for (const auto& each : *agents)
        sites[json::text_at(each, "agent").value_or("")] = json::text_at(each, "site").value_or("");
    return sites;
}

Result<std::string> agent_meant(DeskServer& server, const std::string& word) {
    const auto agents = listed_agents(server);
    if (!agents) return agents.error();
    std::vector<std::string> found, found_in_words, all;
    for (const auto& each : *agents) {
        const auto agent = json::text_at(each, "agent").value_or("");
        const auto site = json::text_at(each, "site").value_or("");
        if (agent == word) return agent;
        if (json::flag_at(each, "revoked").value_or(false)) continue;
        all.push_back(printable(agent) + " (" + printable(site) + ")");
        if (!is_called(agent, site, word)) continue;
        found.push_back(agent);
        found_in_words.push_back(all.back());
    }
    if (found.size() == 1) return found.front();
    if (!found.empty())
        return Error{Fault::refused, "--agent: several agents are meant by " + printable(word) +
                                         ": " + candidates(found_in_words) +
                                         ". All of a site are asked with --site alone"};
    return Error{Fault::absent,
                 "--agent: this desk knows no agent and no site " + printable(word) +
                     (all.empty() ? ": none is enrolled yet" : ": there are " + candidates(all))};
}

Result<std::vector<std::string>> agents_of_site(DeskServer& server, const std::string& site) {
    const auto agents = listed_agents(server);
    if (!agents) return agents.error();
    std::vector<std::string> found, sites;
    for (const auto& each : *agents) {
        if (json::flag_at(each, "revoked").value_or(false)) continue;
        const auto its_site = json::text_at(each, "site").value_or("");
        const auto agent = json::text_at(each, "agent").value_or("");
        if (its_site == site && !agent.empty()) found.push_back(agent);
        if (std::ranges::find(sites, printable(its_site)) == sites.end())
            sites.push_back(printable(its_site));
    }
    if (!found.empty()) return found;
    return Error{Fault::absent, "--site: this desk knows no site " + printable(site) +
                                    (sites.empty() ? ": no agent is enrolled yet"
                                                   : ": there are " + candidates(sites))};
}

}  // namespace diag::desk
