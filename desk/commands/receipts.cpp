// SPDX-License-Identifier: Apache-2.0
#include "desk/commands/receipts.hpp"

#include <algorithm>
#include <map>

#include "agent/exchange/fields.hpp"
#include "desk/commands/bundle_list.hpp"
#include "desk/commands/request_list.hpp"
#include "platform/text.hpp"

namespace diag::desk {
namespace {

using Clocks = std::map<std::string, milliseconds, std::less<>>;

/// Of agents that have ever come.
Result<Clocks> clocks_of_agents(DeskServer& server) {
    const auto answer = server.get("/v1/agents");
    if (!answer) return answer.error();
    Clocks clocks;
    if (!answer->is_array())
        return Error{Fault::malformed, "the desk's server answered with no list of agents"};
    for (const auto& each : answer->get_array()) {
        const auto ahead = json::integer_at(each, "clock_ahead_ms");
        if (ahead && json::text_at(each, "seen"))
            clocks[json::text_at(each, "agent").value_or("")] = milliseconds{*ahead};
    }
    return clocks;
}

DeskWord word_of(const Listed& bundle, const std::vector<AskedBefore>& requests,
                 const Clocks& clocks) {
    DeskWord word{
        .receipt = {.site = one_line(bundle.site),
                    .agent = one_line(bundle.agent),
                    .asked = {},
                    .arrived = bundle.arrived},
        .signed_at = exchange::time_from(json::text_at(bundle.as_told, "signed_at").value_or("")),
        .clock_ahead = {}};
    for (const auto& each : requests)
        if (!bundle.request.empty() && each.standing.id == bundle.request)
            word.receipt.asked = each.made;
    if (const auto clock = clocks.find(bundle.agent); clock != clocks.end())
        word.clock_ahead = clock->second;
    return word;
}

}  // namespace

Result<std::vector<DeskWord>> words_of_desk(DeskServer& server,
                                            const std::vector<std::string>& bundles) {
    const auto listed = listed_bundles(server);
    if (!listed) return listed.error();
    const auto requests = listed_requests(server);
    if (!requests) return requests.error();
    const auto clocks = clocks_of_agents(server);
    if (!clocks) return clocks.error();
    std::vector<DeskWord> words;
    for (const auto& id : bundles) {
        const auto found = std::ranges::find(*listed, id, &Listed::bundle);
        words.push_back(found == listed->end() ? DeskWord{} : word_of(*found, *requests, *clocks));
    }
    return words;
}

}  // namespace diag::desk
