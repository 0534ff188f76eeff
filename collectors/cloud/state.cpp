// SPDX-License-Identifier: Apache-2.0
// Whose fault is it that nothing answered? Told by who else did in the same moment.
#include "collectors/cloud/state.hpp"

#include <algorithm>
#include <array>

#include "collectors/cloud/look.hpp"
#include "platform/text.hpp"

namespace diag::cloud {
namespace {

constexpr std::array<std::string_view, 8> states{"up",  "partial", "down",    "network",
                                                 "dns", "proxy",   "unknown", "lan"};

/// What one part of the looks came to.
struct Tally {
    int asked = 0, whole = 0, at_name = 0, at_proxy = 0, tunnelled = 0;
};

Tally tally(const std::vector<Look>& looks, Part part) {
    Tally tally;
    for (const auto& look : looks) {
        if (look.part != part) continue;
        ++tally.asked;
        if (answered(look)) ++tally.whole;
        if (name_in_doubt(look)) ++tally.at_name;
        if (look.reach.rung == Rung::proxy) ++tally.at_proxy;
        if (answered(look) && look.reach.proxy_status / 100 == 2) ++tally.tunnelled;
    }
    return tally;
}

/// 504: the proxy is there and says that it waited in vain itself.
bool proxy_blames_others(const Look& look) { return look.reach.proxy_status == 504; }

bool by_proxy(const Look& look) {
    return look.reach.rung == Rung::proxy || look.reach.proxy_status != 0;
}

State when_nobody_answered(const std::vector<Look>& looks) {
    const auto endpoints = tally(looks, Part::endpoint);
    const auto controls = tally(looks, Part::control);
    const auto names = tally(looks, Part::control_name);
    const auto blames = [](const Look& look) {
        return look.part != Part::endpoint || proxy_blames_others(look) || name_in_doubt(look);
    };
    if (endpoints.at_proxy > 0 && !std::ranges::all_of(looks, blames)) return State::proxy;
    if (controls.asked == 0) return State::unknown;
    if (controls.whole == 0) {
        const auto gateways = tally(looks, Part::gateway);
        return gateways.asked > gateways.whole ? State::lan : State::network;
    }
    if (endpoints.at_name == endpoints.asked)
        return names.asked > 0 && names.whole == 0 ? State::dns : State::unknown;
    // A proxy finds the names: that it finds any must be seen before the cloud is blamed.
    if (std::ranges::any_of(looks, by_proxy) && names.tunnelled == 0) return State::unknown;
    return State::down;
}

bool has(const std::vector<std::string>& wanted, const std::string& text) {
    return std::ranges::any_of(wanted, [&](const std::string& each) {
        return !text.empty() && lowered(text).find(lowered(each)) != std::string::npos;
    });
}

}  // namespace

std::string_view name_of(State state) { return states.at(static_cast<std::size_t>(state)); }

State state_named(std::string_view name) {
    const auto found = std::ranges::find(states, name);
    return found == states.end() ? State::unknown : static_cast<State>(found - states.begin());
}

bool answered(const Look& look) {
    return look.reach.rung == Rung::whole && look.reach.status < 500;
}

bool name_in_doubt(const Look& look) {
    const auto status = look.reach.proxy_status;
    return look.reach.rung == Rung::name ||
           (look.reach.rung == Rung::proxy && (status == 502 || status == 503));
}

bool intercepted(const Look& look, const std::vector<std::string>& issuers, bool has_store) {
    const auto& chain = look.reach.chain;
    if (chain.empty() || look.part == Part::licence) return false;
    if (!issuers.empty())
        return std::ranges::none_of(chain, [&](const ShownCertificate& each) {
            return has(issuers, each.issuer) || has(issuers, each.issuer_organisation);
        });
    return has_store && leads_nowhere(look.reach.verdict);
}

bool untrusted(const Look& look, const std::vector<std::string>& issuers, bool has_store) {
    if (look.reach.chain.empty() || !has_store) return false;
    const auto verdict = look.reach.verdict;
    if (look.part == Part::licence) return leads_nowhere(verdict) || lacks_issuer(verdict);
    return issuers.empty() && lacks_issuer(verdict);
}

bool reached(const Look& look, const Trust& trust) {
    if (!answered(look) || intercepted(look, trust.issuers, trust.has_store) ||
        untrusted(look, trust.issuers, trust.has_store))
        return false;
    const bool guessed = look.part == Part::licence && !trust.licence_named;
    return !guessed || (trust.has_store && look.reach.names_host);
}

State state_of(const std::vector<Look>& looks, const std::vector<std::string>& issuers,
               bool has_store) {
    const auto in_between = [&](const Look& look) {
        return look.part == Part::endpoint &&
               (intercepted(look, issuers, has_store) || untrusted(look, issuers, has_store));
    };
    // Who answered, or did not, is a box of this site, or may be.
    if (std::ranges::any_of(looks, in_between)) return State::unknown;
    const auto endpoints = tally(looks, Part::endpoint);
    if (endpoints.asked == 0) return State::unknown;
    if (endpoints.whole > 0)
        return endpoints.whole + endpoints.at_name == endpoints.asked ? State::up : State::partial;
    return when_nobody_answered(looks);
}

}  // namespace diag::cloud
