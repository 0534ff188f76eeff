// SPDX-License-Identifier: Apache-2.0
#include "collectors/cloud/gather.hpp"

#include <algorithm>

#include "collectors/cloud/ask.hpp"
#include "collectors/cloud/memory.hpp"
#include "platform/text.hpp"

namespace diag::cloud {
namespace {

constexpr milliseconds patience{10'000};
constexpr milliseconds patience_brief{3'000};
constexpr std::size_t history_limit = 64 * 1024;

/// A machine without SAFR is no reason to talk to SAFR Cloud, unless somebody configured whom to
/// ask.
bool is_wanted(const Scope& scope) {
    return scope.site.known || scope.cloud.endpoints != CloudSettings{}.endpoints ||
           !scope.cloud.licence_server.empty();
}

json::array list(const std::vector<std::string>& words) {
    json::array all;
    for (const auto& word : words) all.emplace_back(word);
    return all;
}

void give_settings(const CloudSettings& settings, const Trust& trust, const std::string& trouble,
                   Sink& sink) {
    sink.give("settings", json::write({{"licence_configured", trust.licence_named},
                                       {"proxy", !settings.proxy.empty()},
                                       {"issuers", list(trust.issuers)},
                                       {"has_store", trust.has_store},
                                       {"trouble", trouble}}));
}

}  // namespace

void gather(World& world, Sink& sink) {
    const auto& scope = world.scope;
    sink.give("time", std::to_string(world.clock.now().time_since_epoch().count()));
    if (!is_wanted(scope)) return;
    sink.doing("asking SAFR Cloud");
    const auto account = scope.accounts.find("proxy");
    const auto asked =
        ask(scope.cloud, account == scope.accounts.end() ? nullptr : &account->second,
            {world.files, world.paths, world.clock}, scope.brief ? patience_brief : patience);
    json::array looks;
    for (const auto& look : asked.looks) looks.push_back(to_json(look));
    sink.give("looks", json::write(looks));
    const Trust trust{scope.cloud.issuers, asked.has_store, !scope.cloud.licence_server.empty()};
    give_settings(scope.cloud, trust, asked.trouble, sink);
    const auto now = world.clock.now();
    const std::string past(newest_lines(scope.past, history_limit));
    sink.give("reached", json::write(to_json(memory_of(past, now), asked.looks, trust, now)));
    sink.give("past_reached", past);
    if (!scope.cloud_claim.empty()) sink.give("claim", scope.cloud_claim);
}

}  // namespace diag::cloud
